"use strict";
/* The search of the manual. The lines lie beside it in search-index.js: [file, title, heading, place, words, letters].
   The order is that of the program: the heading itself, headings with the words, headings by first letters, lines. */
const MOST = 200, LEAST_LETTERS = 2, BEFORE = 12;

function found(lines, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const ranked = [[], [], [], []];
  for (const line of lines) {
    const rank = rankOf(line, words);
    if (rank >= 0) ranked[rank].push(line);
  }
  return [].concat(...ranked).slice(0, MOST);
}

function rankOf(line, words) {
  const lower = line[4].toLowerCase(), isHeading = line[4] === line[2];
  if (words.every(word => lower.includes(word))) return !isHeading ? 3 : lower === words.join(" ") ? 0 : 1;
  const byLetters = word => word.length >= LEAST_LETTERS && /^[\x21-\x7e]+$/.test(word) && line[5].includes(word);
  return isHeading && words.every(byLetters) ? 2 : -1;
}

function around(text, words) {
  const places = words.map(word => text.toLowerCase().indexOf(word)).filter(at => at >= 0);
  const start = Math.max(0, Math.min(...places, text.length) - BEFORE);
  return places.length && start ? "…" + text.slice(start) : text;
}

function whereOf(line) {
  return !line[2] || line[2] === line[1] ? line[1] : line[1] + " › " + line[2];
}

/* Text with the words of it in <mark>, as nodes: nothing of a page is taken for HTML. */
function marked(text, words) {
  const part = document.createDocumentFragment();
  const sign = /[.*+?^${}()|[\]\\]/g;
  const split = new RegExp("(" + words.map(word => word.replace(sign, "\\$&")).join("|") + ")", "i");
  text.split(split).forEach((piece, at) => {
    if (at % 2) part.appendChild(document.createElement("mark")).textContent = piece;
    else part.append(piece);
  });
  return part;
}

function begin() {
  const search = document.getElementById("search"), hits = document.getElementById("hits");
  const contents = document.getElementById("contents"), count = document.getElementById("count");
  function show() {
    const typed = search.value.trim(), words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const lines = found(MANUAL_LINES, typed);
    hits.textContent = "";
    hits.append(...lines.map(line => {
      const link = document.createElement("a");
      link.href = line[0] + "?" + encodeURIComponent(typed) + (line[3] ? "#" + encodeURIComponent(line[3]) : "");
      link.appendChild(document.createElement("small")).textContent = whereOf(line);
      link.append(marked(around(line[4], words), words));
      return link;
    }));
    hits.hidden = !typed;
    contents.hidden = Boolean(typed);
    count.textContent = !typed ? "" : lines.length ? lines.length + (lines.length < MOST ? " 处" : " 处以上") : "手册中没有";
  }
  search.addEventListener("input", show);
  document.addEventListener("keydown", event => {
    const links = [...hits.children], at = links.indexOf(document.activeElement);
    if (event.key === "/" && document.activeElement !== search) search.select();
    else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === search)) (links[at + 1] || search).focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || search).focus();
    else if (event.key === "Enter" && document.activeElement === search && links.length) links[0].click();
    else if (event.key === "Escape" && search.value) { search.value = ""; show(); search.focus(); }
    else return;
    event.preventDefault();
  });
  const brought = decodeURIComponent(location.search.slice(1));
  if (brought) { markPage(brought.toLowerCase().split(/\s+/).filter(Boolean)); search.value = brought; show(); }
}

/* The words that were looked for are marked in the page they led to. */
function markPage(words) {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts) {
    if (words.some(word => text.data.toLowerCase().includes(word))) text.replaceWith(marked(text.data, words));
  }
}

if (typeof document !== "undefined") begin();

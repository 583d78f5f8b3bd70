"""命令面板: one line that finds actions, codes, pages, groups and rules."""

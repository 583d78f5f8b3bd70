"""Arguments that several commands share, each in the same words."""

from __future__ import annotations

import argparse

from coding.commands.parser import add_signing_in


def add_telling(command: argparse.ArgumentParser) -> None:
    """How a command tells what it found."""
    command.add_argument("--json", action="store_true", help="标准输出写成一个 JSON")
    command.add_argument("--quiet", action="store_true", help="只写结果和错误，不写说明")


def add_signed_telling(command: argparse.ArgumentParser) -> None:
    """Who signs in to the data file that a command is about, and how it tells."""
    add_signing_in(command)
    add_telling(command)


def add_store(command: argparse.ArgumentParser, told: str) -> None:
    """The data file that a command is about."""
    command.add_argument("store", metavar="数据文件", help=told)


def add_files(command: argparse.ArgumentParser, told: str) -> None:
    """The files that a command reads."""
    command.add_argument("files", nargs="+", metavar="文件", help=told)


def add_db(command: argparse.ArgumentParser, told: str) -> None:
    """The data file whose knowledge a command uses."""
    command.add_argument("--db", metavar="数据文件", default=argparse.SUPPRESS, help=f"窗口所用的数据文件：{told}")


def add_out(command: argparse.ArgumentParser) -> None:
    """Where the files go that a command writes."""
    command.add_argument("--out", required=True, metavar="目录", help="结果写到这个目录")


def add_tables(command: argparse.ArgumentParser) -> None:
    """The hospital's own code tables."""
    command.add_argument("--dx-table", metavar="表", help="本院的诊断编码表（含编码、名称两列）")
    command.add_argument("--px-table", metavar="表", help="本院的手术操作编码表")


def add_jobs(command: argparse.ArgumentParser) -> None:
    """How many processes work on it."""
    command.add_argument("--jobs", type=int, default=0, metavar="数", help="并行进程数（默认：全部处理器）")


def add_failing(command: argparse.ArgumentParser) -> None:
    """What makes the exit code 1."""
    command.add_argument(
        "--fail-on",
        choices=("error", "warning"),
        help="有强制问题（error），或有强制问题或提示（warning）时退出码为 1；结果照样写出",
    )


def add_format(command: argparse.ArgumentParser, told: str) -> None:
    """In which form the tables are written."""
    command.add_argument("--format", choices=("csv", "parquet"), help=f"{told}；默认 csv")


def add_running(command: argparse.ArgumentParser) -> None:
    """Where the work is done, and whether it can be taken up again."""
    command.add_argument(
        "--cluster",
        metavar="集群",
        help="在集群上做：local:N 为本机 N 个进程，tcp://主机:端口、tls://主机:端口 为 Dask 的调度进程",
    )
    command.add_argument(
        "--resume",
        action="store_true",
        help="边做边把结果留在“结果名.resume”文件夹（含病案内容，只有本人可读）：中断后再运行同一条命令，接着做",
    )


def add_calendar(command: argparse.ArgumentParser) -> None:
    """The days off of years that the program does not hold."""
    command.add_argument(
        "--calendar", metavar="放假安排", help="国务院办公厅放假通知：原文（.txt）或放假、上班日期的表；内置到 2026 年"
    )


def add_amendments(command: argparse.ArgumentParser) -> None:
    """What mends a scheme."""
    command.add_argument("--amendments", metavar="更正表", help="更正方案中个别错漏的表，每处写明来源")


def add_crosswalks(command: argparse.ArgumentParser) -> None:
    """What carries codes of the clinical edition to the insurance edition, once."""
    command.add_argument("--dx-map", metavar="对照表", help="诊断编码的临床版→医保版对照表：分组前转换一次")
    command.add_argument("--px-map", metavar="对照表", help="手术操作编码的临床版→医保版对照表")
    command.add_argument(
        "--edition", choices=("clinical", "insurance"), help="首页编码是临床版还是医保版（默认：按文件所写和布局）"
    )


def add_answers(command: argparse.ArgumentParser) -> None:
    """What goes with a crosswalk and with a tariff; both commands group and price alike."""
    add_crosswalks(command)
    command.add_argument("--tariff-level", metavar="档", help="权重表按医院等级、参保类别分列时用哪一档，如 三级职工")
    command.add_argument(
        "--policy", metavar="政策表", help="支付政策表（费率、系数、倍率、特例、除外；写 demo 为演示政策）"
    )
    command.add_argument("--rate", type=float, metavar="元", help="权重为 1 时的支付额，先于权重表所写")


def add_knowledge(command: argparse.ArgumentParser) -> None:
    """What a hospital judges by, for commands that read whole pages."""
    add_db(command, "用其中导入的知识和列对照")
    add_tables(command)
    command.add_argument("--scheme", metavar="分组包", help="地区分组方案包（文件夹或 .zip）")
    command.add_argument("--tariff", metavar="权重表", help="地区病组权重表")
    add_amendments(command)
    add_answers(command)
    add_calendar(command)
    add_telling(command)

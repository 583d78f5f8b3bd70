"""What a person types first of each command, as its help shows it: what for, and the line behind the program's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: By command; "" is the program itself.
EXAMPLES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "": (
        ("打开窗口", ""),
        ("检查一个月的首页", "check 三月首页.csv --out 三月结果"),
        ("看一个命令的全部说明", "check --help"),
    ),
    "check": (
        ("检查一个月的首页", "check 三月首页.csv --out 三月结果"),
        ("用窗口里导入的编码表、方案和规则", "check 三月首页.csv --db 病案.sqlite --out 三月结果"),
        ("有强制问题时让批处理停下（退出码 1）", "check 三月首页.csv --out 三月结果 --fail-on error --quiet"),
    ),
    "group": (
        ("用内置通用方案分组", "group 三月首页.csv --out 分组.csv"),
        ("用本地区的方案和权重", "group 三月首页.csv --scheme 本市方案 --tariff 权重.xlsx --out 分组.csv"),
        ("从另一个程序接过来，再交给下一个", "group - --out - --quiet"),
    ),
    "payment": (("按本地区的政策汇总", "payment 三月首页.csv --policy 政策.csv --tariff 权重.xlsx --out 三月支付"),),
    "paid": (("结算结果与首页对应", "paid 结算结果.xlsx --pages 三月首页.csv --out 三月对账"),),
    "learn": (("从去年的病案学习，学到的放进术语本", "learn 去年首页.csv --db 病案.sqlite --keep --out 学习"),),
    "suggest": (("给一列诊断名称推荐编码", "suggest 诊断.xlsx --kind dx --column 诊断名称 --out 编码.csv"),),
    "scheme": (
        ("检查一个方案包", "scheme 本市方案 --dx-table 诊断码表.xlsx"),
        ("把程序能提出的更正写出来看", "scheme 国家3.0.xlsx --amendments-out 更正.csv"),
    ),
    "proof": (("与医保的分组结果核对", "proof 结算明细.xlsx --scheme 本市方案 --out 核对"),),
    "region": (("由本地分组目录建立方案", "region --groups 分组目录.xlsx --lists 编码表 --out 本市方案"),),
    "compare": (("换成国家 3.0 会怎样", "compare 三月首页.csv --scheme embedded --scheme 国家3.0.xlsx --out 比较"),),
    "month": (
        ("一个月的月报和反馈单", "month 三月首页.csv --period 2026-03 --out 三月月报"),
        ("两页体检，什么都不用设置", "month 三月首页.csv --brief --out 体检"),
    ),
    "calendar": (("录入明年的放假通知", "calendar 放假通知.txt --db 病案.sqlite"),),
    "verify": (("校验数据文件和备份", "verify 病案.sqlite --backups D:\\备份"),),
    "backup": (("备份到移动硬盘", "backup 病案.sqlite E:\\备份"),),
    "restore": (("从备份恢复", "restore 病案-20260331-0200.fpb 病案.sqlite"),),
    "move": (("移到另一块磁盘", "move 病案.sqlite E:\\病案数据"),),
    "found": (
        (
            "在服务器上建立数据",
            "found postgres://postgres@fp-server/fp --user zhang --name 张敏 --password-file 口令.txt",
        ),
    ),
    "transfer": (("把科室的数据搬到服务器", "transfer 病案.sqlite postgres://fp-server/frontpage"),),
    "server-care": (("升级程序以后，重建权限", "server-care postgres://postgres@fp-server/frontpage --again"),),
    "package": (("看分发的全部说明", "package deal --help"),),
    "package deal": (
        ("按病区分发", "package deal 科室.sqlite 工作包 --ward 心内科 --to 张三 --passphrase-file 口令.txt"),
    ),
    "package open": (("打开发来的工作包", "package open 张三.fpk 本人.sqlite --passphrase-file 口令.txt"),),
    "package return": (("交回", "package return 本人.sqlite 工作包 --passphrase-file 口令.txt"),),
    "package merge": (
        ("先看会带来什么", "package merge 张三-交回.fpk 科室.sqlite --passphrase-file 口令.txt"),
        ("再合并", "package merge 张三-交回.fpk 科室.sqlite --take --passphrase-file 口令.txt"),
    ),
    "package card": (("写出本人的名片", "package card 本人.sqlite 名片.txt"),),
    "package know": (("登记对方的名片", "package know 张三名片.txt 本人.sqlite"),),
    "support": (
        ("写出今天的求助包", "support --out 求助"),
        ("数据文件不在平常的位置", "support --db 病案.sqlite --out 求助"),
    ),
    "screenshots": (("画出每个界面", "screenshots 图片"),),
    "bench": (("测量本机", "bench"),),
    "completion": (
        ("bash：写进家目录，再在 .bashrc 里用 source 读它", "completion bash > ~/.frontpage-coding.bash"),
        ("PowerShell：写进配置文件", "completion powershell >> $PROFILE"),
    ),
}

"""Qt's own words in Chinese, where its translation lacks them or is not shipped with the program."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTranslator

#: What a window of this program may show: dialogs for files, standard buttons, menus of lines and of texts.
WORDS: Final = {
    "&Look in:": "位置(&L)：",
    "Look in:": "位置：",
    "Files of &type:": "文件类型(&T)：",
    "Files of type:": "文件类型：",
    "File &name:": "文件名(&N)：",
    "Directory:": "文件夹：",
    "&Open": "打开(&O)",
    "Open": "打开",
    "&Save": "保存(&S)",
    "Save": "保存",
    "Save As": "另存为",
    "&Choose": "选择(&C)",
    "Cancel": "取消",
    "&Cancel": "取消(&C)",
    "OK": "确定",
    "&OK": "确定(&O)",
    "&Yes": "是(&Y)",
    "&No": "否(&N)",
    "Close": "关闭",
    "&Close": "关闭(&C)",
    "Apply": "应用",
    "Reset": "重置",
    "Help": "帮助",
    "Discard": "放弃",
    "Retry": "重试",
    "Ignore": "忽略",
    "Abort": "中止",
    "Back": "后退",
    "Forward": "前进",
    "Parent Directory": "上一级文件夹",
    "Create New Folder": "新建文件夹",
    "New Folder": "新建文件夹",
    "&New Folder": "新建文件夹(&N)",
    "List View": "列表",
    "Detail View": "详细信息",
    "Computer": "计算机",
    "My Computer": "我的电脑",
    "Recent Places": "最近的位置",
    "Remove": "移去",
    "&Rename": "重命名(&R)",
    "&Delete": "删除(&D)",
    "Delete": "删除",
    "Show &hidden files": "显示隐藏的文件(&H)",
    "All Files (*)": "所有文件 (*)",
    "All files (*)": "所有文件 (*)",
    "Directories": "文件夹",
    "Find Directory": "查找文件夹",
    "Name": "名称",
    "Size": "大小",
    "Type": "类型",
    "Kind": "类型",
    "Date Modified": "修改日期",
    "Folder": "文件夹",
    "File Folder": "文件夹",
    "Drive": "磁盘",
    "%1 bytes": "%1 字节",
    "%1 already exists.\nDo you want to replace it?": "%1 已存在。\n要替换它吗？",
    "%1\nFile not found.\nPlease verify the correct file name was given.": "%1\n找不到文件。\n请核对文件名。",
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": "%1\n找不到文件夹。",
    "&Undo": "撤销(&U)",
    "&Redo": "重做(&R)",
    "Cu&t": "剪切(&T)",
    "&Copy": "复制(&C)",
    "&Paste": "粘贴(&P)",
    "Select All": "全选",
    "Copy &Link Location": "复制链接位置(&L)",
    "Insert Unicode control character": "插入控制字符",
    "Scroll here": "滚动到此处",
    "Top": "顶部",
    "Bottom": "底部",
    "Left edge": "左端",
    "Right edge": "右端",
    "Page up": "上一页",
    "Page down": "下一页",
    "Page left": "左一页",
    "Page right": "右一页",
    "Scroll up": "向上滚动",
    "Scroll down": "向下滚动",
    "Scroll left": "向左滚动",
    "Scroll right": "向右滚动",
    "&Step up": "增加(&S)",
    "Step &down": "减少(&D)",
}


class QtWords(QTranslator):
    """Asked for what Qt's translation does not have."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, _context: str, source_text: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        return WORDS.get(source_text)

"""What an office may name in braces on a Word page of its own, each with an example."""

BODY = "正文"  # stands alone in its paragraph; becomes as many as the letter has
NAMES = {
    "标题": "关于限期办结的督办单",
    "文号": "景法督〔2025〕3号",
    "主送": "市发改委",
    BODY: "",
    "附件": "任务清单",
    "落款": "市司法局",
    "日期": "2025年12月3日",
    "联系": "联系人：周敏，电话：0798-8000000",
    "抄送": "市政府分管领导",
}

"""Ten neighbours of each kind of small document that was once misread: other units, other dates, other labels."""

from calendar import monthrange
from datetime import date

import pytest

from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here

LEADS = [
    "县司法局", "市住房城乡建设局", "市数据局", "区教育体育局", "州农业农村局", "市中级人民法院", "县市场监管局",
    "市“一网通办”工作专班办公室", "不动产登记中心", "三门峡市公安局",
]  # fmt: skip
HELPERS = ["县财政局", "市审计局", "市民政局", "区应急局", "州水利局", "市检察院", "县医保局", "市税务局", "第三方评估机构", "市气象局"]  # fmt: skip
GROUPS = ["各乡镇", "各县区", "各有关部门", "各街道", "县直各单位", "各成员单位", "各镇街", "各执法单位", "市直各部门", "各县（市、区）"]  # fmt: skip
WORKS = ["公布执法目录", "推行联合审批", "开展案卷评查", "治理老旧小区", "修订裁量基准", "清理规范文件", "建设调解中心", "办理民生实事", "培训执法人员", "优化服务流程"]  # fmt: skip
LABELS = [lambda n: f"{n}.", lambda n: f"{n}、", lambda n: f"（{'一二三四五'[n - 1]}）", lambda n: f"{n}．", lambda n: f"({n})"]  # fmt: skip
TITLES = ["2025年法治建设工作要点", "2025年优化营商环境任务分工", "2025年争先创优任务清单", "2025年民生工作方案", "2025年专项行动方案"]  # fmt: skip


def end(month):
    return date(2025, month, monthrange(2025, month)[1])


class Filling:
    """The words of the n-th neighbour."""

    def __init__(self, n):
        self.n, self.month, self.day = n, n % 10 + 3, 2 * n + 5
        self.lead, self.co, self.all = LEADS[n], HELPERS[n], GROUPS[n]
        self.other = LEADS[(n + 3) % 10]
        self.works = [WORKS[(n + k) % 10] for k in range(4)]
        self.title, self.label = "某某市" + TITLES[n % 5], LABELS[n % 5]

    def plan(self, *items, heading="主要任务"):
        lines = [f"{self.label(k)}{text}" for k, text in enumerate(items, 1)]
        return "\n".join([self.title, f"一、{heading}", *lines])


def blanks_round_figures(f):
    text = f.plan(
        f"{f.works[0]}。（{f.lead}牵头，2025 年 {f.month} 月底前完成）",
        f"{f.works[1]}。（{f.lead}牵头，2025年 {f.month} 月 {f.day} 日前完成）",
        f"{f.works[2]}。{f.all}每年 {f.month} 月 {f.day} 日前报送报告。",
    )
    return text, [
        (f.works[0], [f.lead], [], end(f.month), None),
        (f.works[1], [f.lead], [], date(2025, f.month, f.day), None),
        (f.works[2], None, None, None, "yearly"),
    ]


def names_of_any_shape(f):
    text = f.plan(
        f"{f.works[0]}。（{f.lead}牵头，不动产登记中心、{f.co}配合，{f.month}月底前完成）",
        f"{f.works[1]}。（{f.lead}牵头，{f.co}做好经费安排，{f.month}月底前完成）",
        f"{f.works[2]}。（市“清廉{f.n}号”工作专班办公室牵头，{f.co}、{f.other}落实）",
    )
    helpers = [f.co] if f.lead == "不动产登记中心" else ["不动产登记中心", f.co]
    return text, [
        (f.works[0], [f.lead], helpers, end(f.month), None),
        (f.works[1], [f.lead], [f.co], end(f.month), None),
        (f.works[2], [f"市“清廉{f.n}号”工作专班办公室"], [f.co, f.other], None, None),
    ]


def unknown_fields_of_a_heading(f):
    field = ["争先目标", "资金来源", "工作亮点", "考核口径", "预期效果"][f.n % 5]
    text = (
        f"{f.title}\n一、政务服务（牵头部门：{f.lead}；{field}：进入全市前{f.n + 2}名；分管领导：周某）\n"
        f"{f.label(1)}{f.works[0]}。建立队伍。\n{f.label(2)}{f.works[1]}。压减时限。"
    )
    return text, [(w, [f.lead], [], None, None) for w in f.works[:2]]


def brackets_that_nobody_closed(f):
    text = f.plan(
        f"{f.works[0]}。建成2处。（{f.lead}牵头，{f.month}月底前完成",
        f"{f.works[1]}。举办12场。（{f.lead}牵头，{f.month}月底前完成",
        f"{f.works[2]}。培训2000人次。（{f.lead}牵头，{f.co}配合，{f.month}月底前完成）",
    )
    return text, [
        (w, [f.lead], c, end(f.month), None) for w, c in zip(f.works, ([], [], [f.co]), strict=False)
    ]


def dates_without_owners(f):
    text = f.plan(
        f"{f.works[0]}。{f.month}月底前开展对接4场。",
        f"{f.works[1]}。力争{f.month}月{f.day}日前走访企业100家。",
        f"{f.works[2]}。建成调解室8个。",
    )
    return text, [
        (f.works[0], [], [], end(f.month), None),
        (f.works[1], [], [], date(2025, f.month, f.day), None),
        (f.works[2], [], [], None, None),
    ]


def demands_of_a_notice(f):
    text = (
        f"关于报送2025年{f.works[0]}情况的通知\n{f.all}：\n现将有关事项通知如下。\n一、报送要求\n"
        f"（一）{f.all}于{f.month}月{f.day}日前报送自查报告。\n（二）{f.lead}每月{f.n + 2}日前汇总进展。\n某某市法治办\n2025年3月3日"
    )
    return text, [
        (f"{f.all}于", [], [f.all], date(2025, f.month, f.day), None),
        (f"{f.lead}每月", None, None, None, "monthly"),
    ]


def sections_with_slogans_for_titles(f):
    behind = [
        "同心奋斗，过去一年再上台阶",
        "砥砺前行，交出亮眼答卷",
        "踔厉奋发，五年跨越发展",
        "实干担当，全年稳中有进",
        "攻坚克难，去年成绩来之不易",
    ][f.n % 5]
    ahead = [
        "勇毅前行，今年我们要干在实处",
        "乘势而上，奋力开创新局面",
        "接续奋斗，书写新篇章",
        "真抓实干，推动新跨越",
        "牢记嘱托，谱写新华章",
    ][f.n % 5]
    text = (
        f"2025年某某县政府工作报告\n一、{behind}\n（一）产业提质。新增规上企业{f.n + 12}家，产值增长9%。\n（二）民生改善。新建学校3所，办结实事10件。\n"
        f"二、{ahead}\n（一）稳投资。实施项目{f.n + 20}个，{f.month}月底前全部开工。\n（二）惠民生。新增学位1200个，建成养老中心2个。"
    )
    return text, [("稳投资", [], [], end(f.month), None), ("惠民生", [], [], None, None)]


def numbers_alone_on_their_line(f):
    lines = [f.title, "一、主要任务"]
    for k, work in enumerate(f.works[:3], 1):
        lines += [f.label(k), f"{work}。（{f.lead}牵头，{f.month}月底前完成）"]
    return "\n".join(lines), [(w, [f.lead], [], end(f.month), None) for w in f.works[:3]]


def several_dated_actors(f):
    text = (
        f"关于编制目录的通知\n一、编制目录\n{f.all}要结合实际，于{f.month}月底前编制目录。{f.co}于{f.month}月{f.day}日前公布目录。"
        f"{f.lead}于12月底前完成系统改造。"
    )
    return text, [
        (f"{f.all}要", [], [f.all], end(f.month), None),
        (f"{f.co}于", [], [f.co], date(2025, f.month, f.day), None),
        (f"{f.lead}于", [], [f.lead], end(12), None),
    ]


def leads_of_a_heading(f):
    text = (
        f"{f.title}\n一、水利建设（牵头单位：{f.lead}）\n{f.label(1)}{f.works[0]}。完成8公里。（责任单位：{f.lead}、{f.co}）\n"
        f"{f.label(2)}{f.works[1]}。完成30公里。（责任单位：{f.all}）"
    )
    return text, [(f.works[0], [f.lead], [f.co], None, None), (f.works[1], [f.lead], [f.all], None, None)]


def dates_that_use_up_their_words(f):
    text = f.plan(
        f"{f.works[0]}。（牵头：{f.lead}；协同：{f.co}；完成时限：2025.2-2025.{f.month}）",
        f"{f.works[1]}。（{f.lead}，每月5日、{f.day + 1}日前报送）",
        f"{f.works[2]}。（{f.lead}牵头，{'两三四五'[f.n % 4]}年内完成）",
        f"{f.works[3]}。（{f.lead}牵头，每季度首月{f.n + 6}日前通报）",
    )
    return text, [
        (f.works[0], [f.lead], [f.co], end(f.month), None),
        (f.works[1], None, None, None, "monthly"),
        (f.works[2], [f.lead], [], None, None),
        (f.works[3], [f.lead], [], None, "quarterly"),
    ]


def regulations(f):
    kind = ["办法", "规定", "实施细则", "规则", "条例"][f.n % 5]
    text = (
        f"某某市{f.works[0]}{kind}\n第一章 总则\n第一条 为了加强管理，制定本{kind}。\n第二条 {f.lead}负责全市工作的指导和协调。\n"
        f"第三条 {f.all}应当明确专人负责。\n第二章 附则\n第四条 本{kind}自2025年{f.month}月1日起施行。"
    )
    return text, []


def blanks_within_words(f):
    apart = " ".join(f.co)
    text = f.plan(
        f"{f.works[0]}。牵头单位：{f.lead}；责任单位：{f.co}；完成时限：2025 年 {f.month} 月底前。",
        f"{f.works[1]}。（牵头单位：{apart}，完成时限：每 季 度 末）",
        f"{f.works[2]}。牵头单位：{f.lead}；完成时限： {f.month} 月 底 前。",
    )
    return text, [
        (f.works[0], [f.lead], [f.co], end(f.month), None),
        (f.works[1], [f.co], [], None, "quarterly"),
        (f.works[2], [f.lead], [], end(f.month), None),
    ]


def numbers_that_a_sheet_would_change(f):
    head = "序号,工作任务,牵头单位,责任单位,完成时限"
    rows = [
        f'"=""0{k}""",{w},{f.lead},{f.co}、{f.other},2025年{f.month}月底前'
        for k, w in enumerate(f.works[:2], 1)
    ]
    rows.append(f"'03,{f.works[2]},{f.lead},{f.all},2025年{f.month}月{f.day}日前")
    wanted = [(w, [f.lead], [f.co, f.other], end(f.month), None) for w in f.works[:2]]
    return "\n".join([f"{f.title},,,,", head, *rows]), [
        *wanted, (f.works[2], [f.lead], [f.all], date(2025, f.month, f.day), None)
    ]  # fmt: skip


def duties_of_several_units(f):
    society = ["县供销社", "市残联", "区红十字会", "州气象局", "市税务局"][f.n % 5]
    text = (
        f"{f.title}\n一、工作目标\n建成{f.n + 2}处示范点。\n二、职责分工\n各成员单位职责如下：\n"
        f"{f.lead}：牵头负责{f.works[0]}。\n{society}：负责{f.works[1]}，{f.month}月底前完成。\n{f.co}：做好{f.works[2]}工作。"
    )
    return text, [
        (f.works[0], [f.lead], [], None, None),
        (f.works[1], [], [society], end(f.month), None),
        (f.works[2], [], [f.co], None, None),
    ]


def minutes_of_a_meeting(f):
    text = (
        f"某某市人民政府办公室\n专题会议纪要\n〔2025〕{f.n + 3}号\n关于研究{f.works[3]}的会议纪要\n"
        f"2025年2月{f.day}日上午，副市长主持召开专题会议。会议指出，2024年{f.works[3]}取得成效。会议议定以下事项：\n"
        f"一、关于计划。由{f.lead}牵头，会同{f.co}，于{f.month}月底前将{f.works[0]}方案报市政府。\n"
        f"二、关于资金。原则同意{f.lead}提出的方案，由{f.lead}按会议意见修改，{f.month}月{f.day}日前印发。\n"
        f"三、关于督办。市政府督查室每月对落实情况进行督查。\n会议强调，各有关部门要提高认识。"
    )
    return text, [
        (f.works[0], [f.lead], [f.co], end(f.month), None),
        ("关于资金", [f.lead], [], date(2025, f.month, f.day), None),
        ("市政府督查室", [], ["市政府督查室"], None, "monthly"),
    ]


def demands_of_the_letter_that_sends_a_plan(f):
    text = (
        f"关于印发{f.title}的通知\n各县（市、区）人民政府：\n现将方案印发给你们，请认真贯彻落实。"
        f"{f.all}要于{f.month}月{f.day}日前将落实情况报市政府办公室。\n"
        f"一、{f.works[0]}。（{f.lead}牵头，{f.month}月底前完成）\n二、{f.works[1]}。（{f.co}牵头，{f.month}月底前完成）"
    )
    return text, [
        ("落实情况", [], [f.all], date(2025, f.month, f.day), None),
        (f.works[0], [f.lead], [], end(f.month), None),
        (f.works[1], [f.co], [], end(f.month), None),
    ]


def instructions_without_numbers(f):
    helper = f.co if f.co.endswith("局") else "市财政局"
    lead = f.lead if f.lead.endswith("局") else "市司法局"
    text = f"市长批示\n请{lead}牵头，会同{helper}，{f.works[0]}，2025年{f.month}月{f.day}日前报我。\n张某某"
    return text, [(f.works[0], [lead], [helper], date(2025, f.month, f.day), None)]


def dated_actors_parted_by_semicolons(f):
    text = f.plan(
        f"主办单位应于{f.month}月底前办结；会办单位应于{f.month}月{f.day}日前送会办意见。", f"{f.works[1]}。"
    )
    return text, [
        ("办结", [], ["主办单位"], end(f.month), None),
        ("会办意见", [], ["会办单位"], date(2025, f.month, f.day), None),
        (f.works[1], [], [], None, None),
    ]


KINDS = [
    blanks_round_figures, names_of_any_shape, unknown_fields_of_a_heading, brackets_that_nobody_closed, dates_without_owners,
    demands_of_a_notice, sections_with_slogans_for_titles, numbers_alone_on_their_line, several_dated_actors, leads_of_a_heading,
    dates_that_use_up_their_words, regulations, blanks_within_words, numbers_that_a_sheet_would_change,
    duties_of_several_units, minutes_of_a_meeting, demands_of_the_letter_that_sends_a_plan, instructions_without_numbers,
    dated_actors_parted_by_semicolons,
]  # fmt: skip


def wrong(n, kind):
    text, wanted = kind(Filling(n))
    name = "样本.csv" if kind is numbers_that_a_sheet_would_change else "样本.txt"
    items = propose_blocks(read_here(text.encode(), name), name, year=2025).items
    got = [
        (i.title + i.text, [o.name for o in i.lead], [o.name for o in i.co], i.due, i.recurrence)
        for i in items
    ]
    if len(got) != len(wanted):
        return [(n, f"{len(got)} items", got)]
    return [
        (n, want, have)
        for want, have in zip(wanted, got, strict=True)
        if want[0] not in have[0] or any(w is not None and w != h for w, h in zip(want[1:3], have[1:3], strict=True))
        or want[3:] != (have[3], have[4] if want[4] or have[4] else None)
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_ten_neighbours_of_the_kind_are_read(kind):
    assert [line for n in range(10) for line in wrong(n, kind)] == []

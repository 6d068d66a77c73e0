"""All text on screen and in pictures, in English and Chinese.

A name of an indicator, flow, lever or unit is not here: it stands where the thing is declared.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..parameters import Label
from .answer_strings import ANSWER_STRINGS
from .calibration_strings import CALIBRATION_STRINGS
from .discovery_strings import DISCOVERY_STRINGS
from .ensemble_strings import ENSEMBLE_STRINGS
from .household_strings import HOUSEHOLD_STRINGS
from .integrity_strings import INTEGRITY_STRINGS
from .list_strings import LIST_STRINGS
from .picture_strings import PICTURE_STRINGS
from .report_strings import REPORT_STRINGS
from .sensitivity_strings import SENSITIVITY_STRINGS
from .sweep_strings import SWEEP_STRINGS
from .validation_strings import VALIDATION_STRINGS
from .view_county_strings import VIEW_COUNTY_STRINGS
from .view_strings import VIEW_STRINGS

LANGUAGES = ("en", "zh")

STRINGS: dict[str, Label] = {
    # pause answers
    "pause_ended": Label("pause ended", "停滞期已结束"),
    "pause_stays": Label("pause stays", "停滞期延续"),
    "pause_note": Label(
        "“Pause”: whether the slow years 2021–23 were passing or lasting. The data cannot tell: both shown.",
        "“停滞期”：2021—2023年迁移放缓是暂时还是持续，数据无法判定，故两种情形并列。",
    ),
    # help of the commands
    "help_app": Label(
        "How county policy moves rural households to town: agent-based simulation of Sichuan.",
        "县域政策如何引导农村家庭进城：四川县域的多主体仿真。",
    ),
    "help_run": Label("Run one scenario and write its results folder.", "运行一个情景，写出结果文件夹。"),
    "help_compare": Label(
        "Paired runs on the same luck: what each scenario adds to the first.",
        "在相同随机数下成对运行：各情景比第一个情景多出多少。",
    ),
    "help_check": Label(
        "Is this scenario or sweep file right? Lists every mistake.", "检查情景或批量运行文件，列出全部错误。"
    ),
    "help_scenarios": Label("List the scenarios.", "列出情景。"),
    "help_levers": Label("List the policy levers.", "列出政策工具。"),
    "help_parameters": Label("List the parameters.", "列出参数。"),
    "help_counties": Label("List the counties, or show one.", "列出县（市），或查看其中一个。"),
    # help of the options
    "help_scenario": Label("a scenario's name, or a .yaml file", "情景名称或 .yaml 文件"),
    "help_compared": Label(
        "scenarios; the first is what the others are compared with", "情景；第一个为比较基准"
    ),
    "help_files": Label("scenario or sweep files", "情景或批量运行文件"),
    "help_scale": Label(
        "share of households simulated, {low:g} to {high:g}", "模拟家庭的比例，{low:g} 至 {high:g}"
    ),
    "help_seed": Label("seed of the decisions' luck", "决策随机种子"),
    "help_world_seed": Label("seed of the synthetic population", "合成人口随机种子"),
    "help_seeds": Label("how many seeds of luck", "随机种子个数"),
    "help_attribute": Label(
        "also say what each family of levers adds, to the year of the goal (two scenarios)",
        "另给出各类政策到目标年的贡献（限两个情景）"
    ),
    "help_attribute_scale": Label("share of households for --attribute", "--attribute 所用的家庭比例"),
    "help_attribute_seeds": Label("seeds of luck for --attribute", "--attribute 所用的随机种子个数"),
    "help_movers": Label("pair families: who lives elsewhere, and who they are", "逐户配对：谁因政策改变居住地"),
    "help_years": Label("base year and last year", "基年与末年"),
    "help_units": Label(
        "only these counties: names, adcodes or groups, with commas",
        "只模拟这些县（市）：名称、代码或组，逗号分隔",
    ),
    "help_histories": Label(
        "follow this many (synthetic) households, at least one in each county; up to {most}",
        "跟踪这么多个（合成）家庭，每县至少一个；最多 {most}",
    ),
    "help_threads": Label("processor threads; never changes a figure", "处理器线程数，不影响数值"),
    "help_pause": Label("did the migration pause of 2021–23 end?", "2021—2023年的迁移停滞是否结束"),
    "help_out": Label("folder for results", "结果存放位置"),
    "help_lang": Label("language of the output", "输出语言"),
    "help_data": Label("your own county figures (CSV)", "自备的县级数据（CSV）"),
    "help_debug": Label("show the traceback of an error", "出错时显示调用栈"),
    "help_format": Label("how to print the list", "列表格式"),
    "help_goal": Label(
        "your own goal, repeatable: \"Lushan County urban_share >= 0.6 in 2027\"",
        "自定目标，可重复：“芦山县 urban_share >= 0.6 in 2027”",
    ),
    "help_no_band": Label("leave out the band over the assumed strengths", "不计算假设力度的区间"),
    "help_find": Label("only rows with these words, in any language", "只列含这些词的行，语言不限"),
    # errors
    "error": Label("error: {problem}", "错误：{problem}"),
    "error_range": Label(
        "{option}: {value} is not allowed; allowed: {allowed}",
        "{option}：不允许 {value}；允许范围：{allowed}",
    ),
    "error_years_form": Label("BASE:LAST, such as 2020:2035", "基年:末年，如 2020:2035"),
    "error_years_span": Label(
        "base {bases}, last year after it and at most {last}", "基年 {bases}，末年在其后且不晚于 {last}"
    ),
    "error_two_scenarios": Label("at least two different scenarios", "至少两个不同的情景"),
    "error_no_file": Label("a file that exists", "已存在的文件"),
    "error_internal": Label(
        "an error in this program: {problem}; --debug shows the traceback",
        "程序内部错误：{problem}；加 --debug 显示调用栈",
    ),
    "error_environment": Label("the computer refused: {problem}", "系统拒绝：{problem}"),
    "error_memory": Label("not enough memory; try a smaller --scale", "内存不足；请减小 --scale"),
    "interrupted": Label("interrupted; nothing half-finished was kept", "已中断；未留下未完成的结果"),
    # checking
    "file_right": Label("{file}: right", "{file}：正确"),
    # progress
    "compiling": Label(
        "compiling the rules, first time only (under a minute)", "首次运行，正在编译规则（不到一分钟）"
    ),
    "running": Label("running {scenario}", "正在运行 {scenario}"),
    "drawing_band": Label(
        "band over the assumed strengths, {draws} draws", "正在计算假设力度的区间（{draws}组抽样）"
    ),
    "followed": Label(
        "{number} synthetic households followed, no real families: {files}",
        "跟踪合成家庭 {number} 个（非真实家庭）：{files}",
    ),
    "written": Label("results: {folder}", "结果：{folder}"),
    "kept": Label(
        "results: {folder} (the identical run was there already and is whole)",
        "结果：{folder}（相同的运行已存在且完整）",
    ),
    # the run on the terminal
    "run_title": Label("{title} · {place} · {first}–{last}", "{title} · {place} · {first}—{last}年"),
    "run_size": Label(
        "{households:,} households stand for {represented:,} (scale {scale:g}), "
        "seed {seed}, world seed {world}, {seconds:.1f} s",
        "{households:,} 户代表 {represented:,} 户（比例 {scale:g}），"
        "随机种子 {seed}，人口种子 {world}，用时 {seconds:.1f} 秒",
    ),
    "some_counties": Label("{number} counties", "{number} 个县（市）"),
    "year": Label("year", "年份"),
    "known": Label("known", "已知"),
    "known_census": Label("{share:.2f} census", "{share:.2f} 普查"),
    "known_below": Label("below {share:.0f}", "不足 {share:.0f}"),
    "known_goal": Label("goal {share:.0f}", "目标 {share:.0f}"),
    "urban_share_table": Label("urban share, % of residents", "常住人口城镇化率，%"),
    "chart_range": Label("{low:.0f} to {high:.0f} %:", "{low:.0f}—{high:.0f}%："),
    "chart_known": Label("known", "已知"),
    "chart_goal": Label("goal", "目标"),
    "domain_goal": Label(
        "The goal is the county domain's, shown for comparison.", "目标为县域整体目标，仅供对照。"
    ),
    "luck_note": Label(
        "One draw of luck, one set of parameters: a path, no forecast. --ensemble gives intervals and probabilities.",
        "这是一次随机抽取、一组参数下的一条路径，不是预测；区间和概率见 --ensemble。",
    ),
    "small_scale_note": Label(
        "At this scale a county's own figures are mostly luck; take a scale of 0.1 or more.",
        "此比例下单个县的数值主要是随机波动；请用 0.1 以上的比例。",
    ),
    "goals_table": Label("goals", "目标达成情况"),
    "goals_key": Label(
        "gap: + with so much to spare, - missed by so much (shares: percentage points); met: first year met",
        "差距：+ 超出，- 未达（比率以百分点计）；首达：首次达到的年份",
    ),
    "goals_odds_key": Label(
        "probability: share of the seeds in which the goal is met in its year (luck only); gap: their median, "
        "- missed by so much (shares: percentage points)",
        "达标概率：在目标年达标的种子所占比例（仅含随机性）；差距：中位数，- 未达（比率以百分点计）",
    ),
    "goal": Label("goal", "目标"),
    "goal_target": Label("target", "目标值"),
    "goal_value": Label("value", "数值"),
    "goal_gap": Label("gap", "差距"),
    "goal_first": Label("met", "首达"),
    "goal_probability": Label("probability", "达标概率"),
    "goal_share": Label("{share:.0%} of {seeds}", "{share:.0%}（{seeds}次）"),
    "goal_name": Label("{label}, {span}", "{label}，{span}年"),
    "goal_note": Label("({number}) {note}", "（{number}）{note}"),
    "goal_plain": Label("{sign} {value}", "{sign} {value}"),
    "goal_percent": Label("{sign} {value} %", "{sign} {value}%"),
    "goal_points": Label("{sign} {value} pp a year", "{sign} 每年{value}个百分点"),
    "goal_yearly": Label("{sign} {value} a year", "{sign} 每年{value}"),
    "not_modelled": Label("not modelled", "未建模"),
    "goals_left_out": Label(
        "goals that cannot be judged, their counties or years not being simulated: {number}",
        "另有{number}项目标无法判断：所涉县（市）或年份未模拟。",
    ),
    "band_line": Label(
        "with the assumed strengths anywhere from none to twice our reading ({draws} draws): {spans}",
        "假设的政策力度从零到两倍时（{draws}组抽样）：{spans}",
    ),
    "band_pause": Label("{pause} {spans} %", "{pause}：{spans}（%）"),
    "band_span": Label("{year} {low:.2f} to {high:.2f}", "{year}年 {low:.2f}至{high:.2f}"),
    "flows_table": Label(
        "change of the urban share by flow, percentage points", "城镇化率变化的流量分解，百分点"
    ),
    "flow": Label("flow", "流量"),
    "total": Label("total", "合计"),
    "measures_table": Label("other figures", "其他指标"),
    "measure": Label("measure", "指标"),
    "units_at_goal": Label(
        "counties at or above {goal:.0f} % (of {units})", "达到 {goal:.0f}% 的县（市）数（共 {units}）"
    ),
    "members_away": Label("registered members away, million", "户籍外出人口，万人"),
    "conversions": Label("hukou conversions in the year, million", "当年落户，万人"),
    "money": Label("{label}, billion yuan", "{label}，亿元"),
    "settling_line": Label(
        "{pause}: public cost per new urban resident, {first}–{last}: {cost:.0f} thousand yuan "
        "(works {works:.0f}, services of later years {services:.0f}, policy {policy:.0f}); "
        "published: {low:.0f}–{high:.0f} without new policy",
        "{pause}：{first}—{last}年每名新增城镇居民公共成本 {cost:.1f} 万元"
        "（建设 {works:.1f}，后续服务 {services:.1f}，政策 {policy:.1f}）；"
        "已发表估计（不含新政策）：{low:.0f}—{high:.0f} 万元",
    ),
    "percent": Label("{label}, %", "{label}，%"),
    "units_table": Label("urban share by county, %", "各县（市）城镇化率，%"),
    "county": Label("county", "县（市）"),
    # comparison
    "compare_title": Label(
        "what is added to “{reference}”, pp of the urban share ({seeds} seeds, scale {scale:g})",
        "比“{reference}”多出的城镇化率，百分点（{seeds} 个随机种子，比例 {scale:g}）",
    ),
    "level_of": Label("{scenario} itself, level", "{scenario}（自身水平）"),
    "scenario": Label("scenario", "情景"),
    "luck_only": Label(
        "Paired by seed. The interval (95 %) holds luck only (seeds), not parameter uncertainty.",
        "按种子配对。区间（95%）仅含随机性（种子），不含参数不确定性。",
    ),
    "compare_goals": Label(
        "goals: met under how many of {seeds} seeds, by scenario in the order above",
        "目标：{seeds} 个种子中达标的比例，按上表情景顺序",
    ),
    "compare_outcomes": Label("what “{scenario}” adds to other figures", "“{scenario}”对其他指标的增量"),
    "compare_groups": Label(
        "what it adds to the urban share, by group, percentage points", "各组城镇化率的增量，百分点"
    ),
    "group": Label("group", "组"),
    "with_unit": Label("{label}, {unit}", "{label}，{unit}"),
    "more_in_the_folder": Label("more in differences.csv", "其余见 differences.csv"),
    "attribution_plan": Label(
        "attribution: {families} differ; {coalitions} coalitions × {answers} pause answers × {seeds} seeds = "
        "{runs} runs at scale {scale:g}, {years:,} model years (years in common run once)",
        "归因：{families}有差异；{coalitions} 个组合 × {answers} 种停滞期情形 × {seeds} 个种子 = "
        "{runs} 次运行（比例 {scale:g}），共 {years:,} 个模拟年（相同年份只算一次）",
    ),
    "attribution_title": Label(
        "of that, by family of levers, pp of the urban share ({seeds} seeds, scale {scale:g}; {runs} runs took "
        "{minutes:.1f} min)",
        "其中各类政策的贡献，城镇化率百分点（{seeds} 个种子，比例 {scale:g}；{runs} 次运行用时 {minutes:.1f} 分钟）",
    ),
    "attribution_note": Label(
        "Shapley: the mean over every order of adding the families; the parts sum to the whole exactly. Run at "
        "scale {scale:g}, so the whole may differ from the table above by luck.",
        "夏普利分解：对各类政策所有加入顺序取平均，各部分之和恰为合计。"
        "以比例 {scale:g} 运行，合计可能因随机性与上表略有出入。",
    ),
    "cost_per_added_resident": Label(
        "public cost per additional urban resident, 1,000 yuan (published for any newcomer: {low}–{high})",
        "每新增一名城镇居民的公共成本，万元（已发表的人均市民化成本：{low}–{high}）",
    ),
    "nothing_to_attribute": Label("the two scenarios do not differ", "两个情景没有差异"),
    "error_attribute_two": Label("--attribute takes exactly two scenarios", "--attribute 只接受两个情景"),
    "attributing": Label("attributing", "正在归因"),
    "family": Label("family of levers", "政策类别"),
    "family_parameters": Label("other parameters", "其他参数"),
    "family_whole": Label("whole", "合计"),
    "movers_title": Label(
        "where the same families live in {year} ({pause})",
        "同一批家庭{year}年的居住地（{pause}）",
    ),
    "movers_rows": Label("row → column", "行 → 列"),
    "movers_key": Label(
        "Persons, mean over seeds. Row: under “{reference}”; column: under “{scenario}”; "
        "members as under the row's.",
        "人数，种子平均。行：“{reference}”；列：“{scenario}”；按行情景的家庭成员计。",
    ),
    "place_village": Label("village", "乡村"),
    "place_town": Label("town", "镇区"),
    "place_seat": Label("county seat", "县城"),
    "place_outside": Label("outside", "县外"),
    "place_not_there": Label("no such family", "无此家庭"),
    "profile_title": Label("who they are in {year} ({pause})", "他们是谁：{year}年（{pause}）"),
    "profile_note": Label(
        "Movers: in the village under the first scenario, in town or seat under the other. Drawn in: from outside "
        "the county. Stayers: in the village under both. Traits as they stand under the first scenario.",
        "迁入者：基准情景下在乡村，另一情景下在镇区或县城。吸引回流者：基准情景下在县外。"
        "留村者：两种情景下均在乡村。特征按基准情景计。",
    ),
    "trait": Label("trait", "特征"),
    "trait_households": Label("families", "家庭户数"),
    "movers": Label("movers", "迁入者"),
    "drawn": Label("drawn in", "吸引回流者"),
    "stayers": Label("stayers", "留村者"),
    "apart": Label("movers − stayers", "迁入者−留村者"),
    "compare_cost": Label(
        "{runs} runs, {years:,} model years, {seconds:.0f} s",
        "{runs} 次运行，{years:,} 个模拟年，用时 {seconds:.0f} 秒",
    ),
    # lists
    "col_name": Label("name", "名称"),
    "col_label": Label("label", "说明"),
    "col_title": Label("title", "标题"),
    "col_why": Label("why", "理由"),
    "col_value": Label("value", "取值"),
    "col_unit": Label("unit", "单位"),
    "col_bounds": Label("bounds", "范围"),
    "col_years": Label("years", "年份"),
    "col_source": Label("source", "来源"),
    "col_evidence": Label("evidence", "证据"),
    "col_role": Label("role", "用途"),
    "col_adcode": Label("adcode", "代码"),
    "col_prefecture": Label("prefecture", "市（州）"),
    "col_residents": Label("residents {year}", "{year}年常住人口"),
    "col_urban_share": Label("urban share {year}, %", "{year}年城镇化率，%"),
    "col_groups": Label("groups", "所属组"),
    "evidence_measured_here": Label("measured here", "本地实测"),
    "evidence_measured_elsewhere": Label("measured elsewhere", "外地实测"),
    "evidence_sign_only": Label("sign only", "仅知方向"),
    "evidence_fitted": Label("fitted to the censuses", "普查拟合"),
    "evidence_assumed": Label("assumed", "假设"),
    "role_lever": Label("lever", "政策工具"),
    "role_uncertainty": Label("uncertainty", "不确定量"),
    "role_constant": Label("constant", "常数"),
    # pictures
    "figure_title": Label("Urban share of the {place}: {title}", "{place}城镇化率：{title}"),
    "axis_share": Label("urban share (% of residents)", "城镇化率（占常住人口%）"),
    "axis_change": Label("change in the year\n(percentage points)", "当年变化\n（百分点）"),
    "axis_year": Label("year (1 November)", "年份（11月1日）"),
    "band_key": Label("assumed strengths, none to twice our reading", "假设的力度：从零到两倍"),
    "mark_goal": Label("goal: {share:.0f} % in {year}", "目标：{year}年 {share:.0f}%"),
    "mark_domain_goal": Label(
        "county domain's goal: {share:.0f} % in {year}", "县域目标：{year}年 {share:.0f}%"
    ),
    "mark_census": Label("census {share:.2f} %", "普查 {share:.2f}%"),
    "mark_below": Label("“below {share:.0f} %”,\nNov {year}", "“不足{share:.0f}%”\n（{year}年11月）"),
    "bars_key": Label(
        "left bar: pause ended; right bar, hatched: pause stays; dot: total",
        "左柱：停滞期已结束；右柱（斜线）：停滞期延续；点：合计",
    ),
    "bar_key": Label("dot: total", "点：合计"),
    "caption": Label(
        "Simulated from {first}: one draw of luck, scale {scale:g} (xiancheng {version}, run {run}).\n"
        "Known points: population censuses; decision of the Sichuan Provincial Committee, 20 November 2023.",
        "{first}年起为模拟值：一次随机抽取，比例 {scale:g}（xiancheng {version}，运行 {run}）。\n"
        "已知点：人口普查；中共四川省委决定（2023年11月20日）。",
    ),
    "added_title": Label("{place}: added to “{reference}”", "{place}：比“{reference}”多出"),
    "axis_added": Label("urban share (percentage points added)", "城镇化率增量（百分点）"),
    "added_caption": Label(
        "Simulated, mean of {seeds} seeds paired by luck; band: 95 % interval, luck only; scale {scale:g} "
        "(xiancheng {version}, run {run}).",
        "模拟值：{seeds} 个种子配对平均；阴影为95%区间，仅含随机性；比例 {scale:g}"
        "（xiancheng {version}，运行 {run}）。",
    ),
    "no_font": Label(
        "no Chinese font found: the picture is labelled in English (pip install 'xiancheng[fonts]')",
        "未找到中文字体：图中改用英文（pip install 'xiancheng[fonts]'）",
    ),
}
# Those of one area stand in a file of its own.
for area in (
    LIST_STRINGS,
    INTEGRITY_STRINGS,
    SWEEP_STRINGS,
    HOUSEHOLD_STRINGS,
    VIEW_STRINGS,
    VIEW_COUNTY_STRINGS,
    PICTURE_STRINGS,
    REPORT_STRINGS,
    ANSWER_STRINGS,
    CALIBRATION_STRINGS,
    ENSEMBLE_STRINGS,
    SENSITIVITY_STRINGS,
    VALIDATION_STRINGS,
    DISCOVERY_STRINGS,
):
    STRINGS |= area


def text(key: str, language: str, **values: object) -> str:
    """The string `key` in `language` with its placeholders filled. KeyError if there is none."""
    return STRINGS[key].in_language(language).format(**values)


def environment_language(environment: Mapping[str, str] | None = None) -> str:
    """The language the person's environment asks for: "zh" or "en"."""
    environment = os.environ if environment is None else environment
    for name in ("XIANCHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"

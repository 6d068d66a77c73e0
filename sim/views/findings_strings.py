"""The sentences of the findings, in English and Chinese. Every figure in them comes from a table."""

from __future__ import annotations

from ..parameters import Label

# From what share of runs on a probability has a word; the words are those of the assessment reports on climate.
LIKELY = {
    0.99: Label("virtually certain", "几乎确定"),
    0.90: Label("very likely", "很可能"),
    0.66: Label("likely", "较可能"),
    0.33: Label("about as likely as not", "可能性参半"),
    0.10: Label("unlikely", "不大可能"),
    0.01: Label("very unlikely", "很不可能"),
    0.0: Label("exceptionally unlikely", "几乎不可能"),
}

FINDINGS: dict[str, Label] = {
    "title": Label("# Findings", "# 主要发现"),
    "head": Label(
        "Written by `{command}` from the tables in [findings](findings/); do not edit. 中文：[findings.zh.md]"
        "(findings.zh.md).",
        "本页由 `{command}` 根据 [findings](findings/) 中的数据表生成，请勿手工修改。English: "
        "[findings.md](findings.md).",
    ),
    "made": Label(
        "**What the figures are.** The county domain (128 counties of Sichuan), 1 November {year}. A figure "
        "with brackets is the "
        "median of runs of the model, and in them stands the interval that holds 95 % of them: {members} members × "
        "{seeds} seeds for the packages, {chapter_members} × {chapter_seeds} for the chapters, scale {scale:g}. "
        "A member "
        "is a set of parameters that agrees with the censuses of 2010 and 2020, joined by a draw of what acts "
        "after 2020 "
        "only, and it agrees with the statement that the county domain stood below {below:.0f} % in November "
        "2023. **The "
        "intervals hold parameters and luck. They hold neither the answer to whether the pause of 2021–23 ended "
        "(both are "
        "shown, and neither is more likely) nor the strengths that are assumed of policy (but where it says "
        "*sizes drawn*), "
        "nor [what the model leaves out](odd.md#10-what-the-model-simplifies).** What a policy adds is paired: "
        "the same "
        "member, the same luck, with and without it.",
        "**数值含义。** 四川县域（128个县、县级市），{year}年11月1日。带方括号的数值为模型多次运行的中位数，"
        "括号内为包含95%运行的区间："
        "政策组合用 {members} 组参数 × {seeds} 个种子，分章用 {chapter_members} × {chapter_seeds}，比例 {scale:g}。"
        "每组参数与2010年、2020年普查相符，另含仅在2020年后起作用的参数的一次抽取，"
        "并与“2023年11月县域城镇化率不足{below:.0f}%”"
        "的表述相符。**区间包含参数与随机性；不含2021—2023年停滞期是否结束（两种情形并列，并无孰更可能），"
        "不含政策力度的假设"
        "（注明“力度抽取”者除外），也不含[模型未考虑的因素](odd.md#10-what-the-model-simplifies)。** "
        "政策增量为配对之差：同一组参数、同一随机数，有无该政策。",
    ),
    "words": Label(
        "Words for shares of the runs: {words}, {least} below {bound:.0%}. They hold given the model, and {members} "
        "members cannot tell shares apart that are closer than {step:.0%}.",
        "运行占比的用语：{words}；{least}（不足{bound:.0%}）。均以模型成立为前提；"
        "{members} 组参数无法分辨小于{step:.0%}的差别。",
    ),
    "word": Label("{word} from {from_:.0%}", "{word}（{from_:.0%}以上）"),
    "provenance": Label(
        "Version {version}, compiled sources {sources}, posterior {posterior}.",
        "版本 {version}，编译源码 {sources}，后验 {posterior}。",
    ),
    "short": Label("## In short", "## 要点"),
    "short_baseline": Label(
        "1. **No new policy.** The urban share of {year} is {ended} if the pause ended and {stays} if it stays. "
        "{goal:.0f} % is reached in {odds_ended} of the runs ({word_ended}) and in {odds_stays} ({word_stays}).",
        "1. **没有新政策。** {year}年城镇化率：停滞期已结束为{ended}，停滞期延续为{stays}。达到{goal:.0f}%的运行占"
        "{odds_ended}（{word_ended}）和{odds_stays}（{word_stays}）。",
    ),
    "short_evidenced": Label(
        "2. **The levers of the Decision that have evidence** ({levers} levers whose effect was measured "
        "somewhere or whose "
        "direction at least is published) change that by {ended} and {stays} percentage points at our reading, and by "
        "{drawn_ended} and {drawn_stays} if every size of which only the sign is known is anywhere from none to "
        "twice that. "
        "{verdict} At our reading {goal:.0f} % is then reached in {odds_ended} and {odds_stays} of the runs.",
        "2. **《决定》中有实证依据的政策**（{levers}项，效果曾被实测或至少方向见于文献）"
        "按我们解读的力度使其变化{ended}和{stays}个百分点；"
        "凡仅知方向的力度在零到两倍之间抽取时为{drawn_ended}和{drawn_stays}。"
        "{verdict}按解读力度，达到{goal:.0f}%的运行占{odds_ended}和{odds_stays}。",
    ),
    "verdict_nothing": Label(
        "With sizes unknown that is not told from nothing: zero lies within the interval under both answers.",
        "力度未知时这与零无法区分：两种情形下区间均含零。",
    ),
    "verdict_adds": Label(
        "Even with sizes unknown zero lies outside the interval under both answers: the package adds.",
        "即使力度未知，两种情形下区间也不含零：该组合有正的作用。",
    ),
    "verdict_takes": Label(
        "Even with sizes unknown zero lies outside the interval under both answers, above it: the package takes away.",
        "即使力度未知，两种情形下区间也均在零以下：该组合有负的作用。",
    ),
    "verdict_mixed": Label(
        "Whether that is told from nothing depends on the answer to the pause.",
        "其能否与零区分取决于停滞期的情形。",
    ),
    "short_whole": Label(
        "3. **All levers of the Decision** add {ended} and {stays} percentage points at our reading. The strengths of "
        "{assumed} of these {levers} levers are assumed, so that this says what would follow and carries no "
        "headline. With "
        "every strength that nobody has measured anywhere from none to twice our reading it is {drawn_ended} and "
        "{drawn_stays}.",
        "3. **《决定》全部政策**在我们解读的力度下增加{ended}和{stays}个百分点。"
        "这{levers}项政策中有{assumed}项力度为假设，"
        "因此只说明“若如此则会怎样”，不作为主要结论。凡未经实测的力度在零到两倍之间抽取时，"
        "增量为{drawn_ended}和{drawn_stays}。",
    ),
    "short_pause": Label(
        "4. **Policy beside what no figure tells.** Whether the pause ended makes {pause} percentage points in "
        "{year}, {times} times what all levers change at our reading (pause ended). Over 95 % of their priors "
        "reclassification since 2020 makes {late} and the trend of the towns {trend} (pause ended).",
        "4. **政策与未知之比。** 停滞期是否结束使{year}年相差{pause}个百分点，为全部政策按解读力度所"
        "致变化（停滞期已结束）的{times}倍；2020年以来的村改居速度和城镇吸引力趋势在其先验95%范围内分别相差"
        "{late}和{trend}个百分点（停滞期已结束）。",
    ),
    "short_exchange": Label(
        "5. **The exchange rate.** A tenth of a logit more for town and seat from {since} on is worth {push_ended} and "
        "{push_stays} percentage points in {year}. The evidenced levers together are worth {evidenced} such "
        "tenths, all "
        "levers {whole} (pause ended): so much is what an assumed strength assumes.",
        "5. **换算率。** 自{since}年起镇区和县城的吸引力每增加十分之一logit，"
        "{year}年城镇化率增加{push_ended}和{push_stays}个百分点。"
        "有实证依据的政策合计相当于{evidenced}个这样的十分之一，全部政策相当于{whole}个（停滞期已结束）："
        "这就是力度假设的含义。",
    ),
    "reach": Label("## Will the county domain reach {goal:.0f} % in {year}?", "## {year}年县域能否达到{goal:.0f}%？"),
    "reach_note": Label(
        "Probability: share of the runs in which the goal is met, with its standard error over members. Tenths: "
        "what is "
        "added, over what a tenth of a logit adds to the same member. *Sizes drawn*: every strength that is "
        "assumed or of "
        "which only the sign is known lies anywhere from none to twice our reading, drawn anew for every member.",
        "概率：达标运行的比例及其按参数组计的标准误。十分之一logit：增量与同组参数下十分之一logit所增之比。"
        "“力度抽取”：凡为假设或仅知方向的力度，对每组参数在零到两倍解读值之间重新抽取。",
    ),
    "free": Label(
        "**Without what was said of 2023.** In {runs} runs of members that do not know of the statement the share is "
        "{known} in {known_year}, and {ended} and {stays} in {year} without new policy; {goal:.0f} % is met in "
        "{odds_ended} and {odds_stays} of the runs. The statement is a filter on a declared pause, not a success of "
        "the model: it asks for a pause factor of {factor} where the prior has {free_factor}.",
        "**不考虑2023年表述时。** 不知道该表述的参数组（{runs} 次运行）{known_year}年为{known}，"
        "无新政策时{year}年为{ended}和{stays}，"
        "达到{goal:.0f}%的运行占"
        "{odds_ended}和{odds_stays}。该表述只是对所设停滞的筛选，不是模型的成绩：它要求停滞系数为{factor}，"
        "而先验为{free_factor}。",
    ),
    "chapters": Label("## What each chapter adds", "## 各章的作用"),
    "chapters_note": Label(
        "Every chapter alone, at our reading. Levers by evidence: measured / sign only / assumed.",
        "各章单独实施，取解读力度。政策按证据分：实测／仅知方向／假设。",
    ),
    "order_told": Label(
        "**Their order.** Under both answers to the pause and in at least 95 % of the runs, {told}. Everything "
        "else about "
        "their order is not told. Parameters and luck alone decide that; the strengths, which are readings, "
        "could reverse it.",
        "**先后顺序。** 两种情形下且至少95%的运行中：{told}。其余先后无法判定。"
        "此处仅计参数与随机性；力度为解读值，可能改变顺序。",
    ),
    "order_untold": Label(
        "**Their order** is not told: no chapter adds more than another in 95 % of the runs under both answers.",
        "**先后顺序**无法判定：没有任何一章在两种情形下于95%的运行中都多于另一章。",
    ),
    "order_pair": Label("“{one}” adds more than {others}", "“{one}”多于{others}"),
    "for_whom": Label("## For whom", "## 对谁"),
    "for_whom_note": Label(
        "Added to the urban share of each group of counties, percentage points.", "各组县城镇化率的增量，百分点。"
    ),
    "people_note": Label(
        "People and incomes in {year}, added to no new policy in the whole county domain.",
        "{year}年全县域人口与收入相对无新政策的增量。",
    ),
    "cost": Label("## At what cost", "## 成本"),
    "cost_note": Label(
        "Public money spent on levers from {since} to {year}, and on services and works besides, for each urban "
        "resident more, means over the runs; a dash where the 95 % interval of those added is not above zero. "
        "Unit costs of levers are assumed; published for any newcomer: {low:.0f}–{high:.0f} thousand yuan. Most "
        "of the money also serves people who stay where they are.",
        "{since}年至{year}年用于政策的公共支出，以及连同服务与建设在内的公共支出，按每新增一名城镇居民计（各"
        "次运行的均值）；若新增人数的95%区间不全在零以上则以横线表示。政策单位成本为假设；已发表的人均市民化成本为"
        "{low:.0f}—{high:.0f}万元。多数支出同时惠及留在原地的居民。",
    ),
    "sure": Label("## How sure", "## 有多大把握"),
    "sure_note": Label(
        "Shares of the variance over members, seeds and, where it is counted, the two answers to the pause (alike).",
        "参数组、种子以及（如计入）停滞期两种情形（等权）的方差份额。",
    ),
    "cannot": Label("## What the data cannot tell", "## 数据无法判定的事"),
    "cannot_moves": Label(
        "- **Moves from reclassification.** From 2020 to {year} moves within the county make {moves} percentage "
        "points of the "
        "baseline (pause ended), reclassification {reclassified}, both together {both}. Two censuses tell only "
        "the sum. "
        "Over 95 % of its prior reclassification alone moves the share of {year} by {late} points.",
        "- **迁移与村改居。** 2020年至{year}年，基准情景（停滞期已结束）中县内迁居贡献{moves}个百分点，"
        "村改居{reclassified}，"
        "合计{both}。两次普查只能给出合计。村改居速度在其先验95%范围内变动，{year}年城镇化率相差{late}个百分点。",
    ),
    "cannot_out": Label(
        "- **Departures from returns.** They make {out} and {back} percentage points, together {both}; only the "
        "balance "
        "of the two is counted.",
        "- **外出与返乡。** 二者分别贡献{out}和{back}个百分点，合计{both}；普查只能给出净值。",
    ),
    "cannot_pace": Label(
        "- **The pace since 2020.** Over 95 % of its prior the strength of the pause moves the share of {year} "
        "by {ended} points if the pause ended and {stays} if it stays, the trend of the towns by {trend} (pause "
        "ended); no census has been taken since.",
        "- **2020年以来的速度。** 停滞强度在其先验95%范围内变动，{year}年城镇化率相差{ended}个"
        "百分点（停滞期已结束）或{stays}个百分点（停滞期延续），城镇吸引力趋势相差{trend}个百分点（停滞期已"
        "结束）；其后尚无普查。",
    ),
    "cannot_seat": Label(
        "- **Town from seat.** The censuses count them together. Where no figure is published the seat's share "
        "of a county's urban residents is assumed ({seat:g}; {low:g} to {high:g}), so that residents of seat and "
        "town are to be read together.",
        "- **镇区与县城。** 普查合并计算。未公布数据的县，县城占城镇人口的比例为假设（{seat:g}；"
        "{low:g}至{high:g}），因此县城与镇区人口应合并解读。",
    ),
    "cannot_sizes": Label(
        "- **How strong the levers are.** Of the {levers} levers of the Decision {measured} were measured "
        "elsewhere, of "
        "{sign} only the sign is known, {assumed} are assumed. [What each does alone](lever_effects.md) is at "
        "our reading.",
        "- **政策有多强。** 《决定》的{levers}项政策中，{measured}项有外地实测，{sign}项仅知方向，{assumed}项为假设。"
        "[各项单独作用](lever_effects.md)取解读值。",
    ),
    "check": Label("## How to check it", "## 如何核对"),
    "check_note": Label(
        "`{command}` runs what is missing and writes this page and its tables; `{command} --pages` writes the "
        "page from the "
        "tables alone. [record.json](findings/record.json) has members, seeds, scale and digests. Tables: "
        "{tables}. For a "
        "question of your own: `xiancheng compare baseline decision-2023 --ensemble`.",
        "`{command}` 运行缺少的部分并写出本页及数据表；`{command} --pages` 仅据数据表重写本页。"
        "[record.json](findings/record.json) 记录参数组、种子、比例与校验值。数据表：{tables}。"
        "自己的问题可用 `xiancheng compare baseline decision-2023 --ensemble`。",
    ),
    "arm_baseline": Label("no new policy", "无新政策"),
    "arm_decision-2023-evidenced": Label("levers with evidence", "有实证依据的政策"),
    "arm_decision-2023": Label("all levers (strengths mostly assumed)", "全部政策（力度多为假设）"),
    "drawn": Label("the same, sizes drawn", "同上，力度抽取"),
    "arm_tenth-of-a-logit": Label("a tenth of a logit on town and seat", "镇区和县城吸引力加十分之一logit"),
    "col_arm": Label("policy", "政策"),
    "col_share": Label("{year}, %: {pause}", "{year}年，%：{pause}"),
    "col_odds": Label("{goal:.0f} % met: {pause}", "达到{goal:.0f}%：{pause}"),
    "col_added": Label("added, pp: {pause}", "增量，百分点：{pause}"),
    "col_tenths": Label("tenths of a logit", "十分之一logit"),
    "col_levers": Label("levers", "政策数"),
    "col_group": Label("counties", "县组"),
    "col_outcome": Label("figure", "指标"),
    "col_policy": Label("{policy}: {pause}", "{policy}：{pause}"),
    "col_money": Label("levers, billion yuan: {pause}", "政策支出，亿元：{pause}"),
    "col_per_head": Label("1,000 yuan a head, levers / all: {pause}", "人均万元，政策／全部：{pause}"),
    "col_what": Label("spread of", "差异"),
    "share_of": Label("the share: {arm}", "城镇化率：{arm}"),
    "added_by": Label("what is added: {arm}", "增量：{arm}"),
    "ended": Label("pause ended", "停滞期已结束"),
    "stays": Label("pause stays", "停滞期延续"),
    "parameters": Label("parameters", "参数"),
    "luck": Label("luck", "随机性"),
    "pause": Label("the pause", "停滞期"),
    "span": Label("{middle} [{low}, {high}]", "{middle}［{low}, {high}］"),
    "percent_span": Label("{middle} % [{low}, {high}]", "{middle}%［{low}, {high}］"),
    "odds": Label("{share:.0%} ± {error:.0%}", "{share:.0%} ± {error:.0%}"),
}


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` with its figures."""
    return FINDINGS[key].in_language(language).format(**values)


def likely(share: float, language: str) -> str:
    """The word for a probability."""
    return next(word for bound, word in LIKELY.items() if share >= bound).in_language(language)

"""Text of the report, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

REPORT_STRINGS: dict[str, Label] = {
    # the page
    "page_brand": Label("Xiancheng · county urbanization, simulated", "县城 · 县域城镇化仿真"),
    "page_contents": Label("Contents", "目录"),
    "page_skip": Label("Skip to the report", "跳到正文"),
    "page_footer": Label(
        "A simulation, not a forecast. Please name the scenario and the run id with any figure.",
        "本报告为仿真结果，不是预测。引用数值时请注明情景和运行编号。",
    ),
    "report_several": Label("{number} results side by side", "{number}组结果对照"),
    "report_subtitle": Label(
        "{place}, {first}–{last}; scale {scale:g}; run {run}", "{place}，{first}—{last}年；比例 {scale:g}；运行 {run}"
    ),
    "report_answer": Label("The answer", "结论"),
    # sections
    "report_goals": Label("Goals", "目标达成情况"),
    "report_goals_key": Label(
        "Gap: + with so much to spare, − missed by so much; shares and their gaps in percent and percentage points. "
        "First met: the first year, whether or not it holds later.",
        "差距：+ 超出，− 未达；比率及其差距以百分数和百分点计。首达：首次达到的年份，其后未必保持。",
    ),
    "report_goals_growth": Label(
        "Goals of growth are judged by the mean yearly rise over their years.", "增长类目标按期间年均增幅判断。"
    ),
    "report_goals_ensemble": Label(
        "probability that each goal is met, % of {runs} runs (sets of parameters × seeds)",
        "各目标的达标概率，{runs}次运行（参数组×种子）中的百分比",
    ),
    "report_goals_compared": Label(
        "probability that each goal is met, % of {runs} seeds", "各目标的达标概率，{runs}个种子中的百分比"
    ),
    "goal_probability_percent": Label("probability, %", "达标概率，%"),
    "pause": Label("pause", "停滞期"),
    "verdict": Label("verdict", "判断"),
    "verdict_met": Label("✓ met", "✓ 达到"),
    "verdict_missed": Label("✗ missed", "✗ 未达"),
    "verdict_not_modelled": Label("not modelled", "未建模"),
    "report_path": Label("The path", "历年路径"),
    "band_low": Label("{pause}: low", "{pause}：下限"),
    "band_high": Label("{pause}: high", "{pause}：上限"),
    "report_band": Label(
        "Low and high: the assumed strengths anywhere from none to twice our reading ({draws} draws); not a "
        "probability.",
        "下限与上限：假设的政策力度取零到两倍（{draws}组抽样），并非概率区间。",
    ),
    "alt_path": Label(
        "Line chart of the urban share of the {place} by year. {shares}.", "{place}历年城镇化率折线图。{shares}。"
    ),
    "alt_bars": Label("Bar chart, {what}: {bars}.", "条形图，{what}：{bars}。"),
    "alt_panels": Label("Charts; the table below has their figures. {what}.", "图；数值见下表。{what}。"),
    "report_map": Label("Where: the county seats", "空间分布：各县城"),
    "report_map_says": Label(
        "{pause}: {reached} of {units} counties stand at {goal:.0f} % or more in {year}.",
        "{pause}：{year}年{units}个县（市）中有{reached}个达到{goal:.0f}%。",
    ),
    "report_map_note": Label(
        "A mark stands at the county seat; its area is in proportion to the county's urban residents. No "
        "boundaries are drawn.",
        "标记位于县城所在地，面积与该县城镇人口成正比。图中不绘制行政界线。",
    ),
    "report_decomposition": Label("What changed the urban share", "城镇化率变化的来源"),
    "report_decomposition_note": Label(
        "The six flows add up to the whole change, with nothing left over. A departure from the village raises "
        "the share "
        "too: it lowers the number of those who are counted as rural.",
        "六类流量之和恰等于总变化。从乡村外出也会提高城镇化率，因为乡村常住人口随之减少。",
    ),
    "report_moves": Label("Who moved", "谁在迁居"),
    "report_stream": Label("from → to", "流向"),
    "report_moves_table": Label("persons who moved a year, mean of {first}–{last}", "{first}—{last}年年均迁居人数"),
    "report_moves_note": Label(
        "Persons moved by their household's decisions, returns and new arrivals; births, deaths and villages that "
        "become "
        "town without anyone moving are not in it.",
        "包括家庭决策迁居、返乡和外来迁入；不含出生、死亡，以及无人迁居的村改居。",
    ),
    "report_land": Label("Land and services", "土地与公共服务"),
    "report_land_table": Label("land, services, housing, age and income", "土地、服务、住房、老龄与收入"),
    "report_land_note": Label(
        "Crowding is demand over capacity, 1 in the base year. Prices and services start equal in all counties, "
        "for want of data.",
        "拥挤度为需求与供给之比，基年为1。因缺乏数据，各县房价与服务起点相同。",
    ),
    "report_cost": Label("Cost per additional urban resident", "每新增一名城镇居民的公共成本"),
    "report_cost_table": Label(
        "public cost per new urban resident, {first}–{last}", "{first}—{last}年每名新增城镇居民的公共成本"
    ),
    "report_new_residents": Label("new urban residents", "新增城镇居民，人"),
    "report_cost_each": Label("cost each, 1,000 yuan", "人均成本，万元"),
    "report_cost_works": Label("of that works", "其中：建设"),
    "report_cost_services": Label("services of later years", "后续服务"),
    "report_cost_policy": Label("policy", "政策"),
    "report_cost_note": Label(
        "Published estimates for a new resident, without new policy: {low:.0f}–{high:.0f} thousand yuan. The cost "
        "of most "
        "levers is assumed.",
        "已发表的人均市民化成本估计（不含新政策）：{low:.0f}—{high:.0f}万元。多数政策的成本为假设。",
    ),
    "report_lever_costs": Label(
        "public cost of the levers, {first}–{last}, 100 million yuan", "{first}—{last}年各类政策的公共成本，亿元"
    ),
    "report_no_levers": Label("No lever that costs anything was turned.", "未动用任何有成本的政策工具。"),
    "report_added": Label("What added what", "各类政策的贡献"),
    "report_added_run": Label(
        "One run cannot say what a policy added: that is the difference of two runs with the same luck. This command "
        "divides it among the families of levers: {command}",
        "单次运行无法说明政策增加了多少，须看相同随机数下两次运行之差。下列命令按政策类别分解：{command}",
    ),
    "report_furthest": Label("Furthest from the goal", "离目标最远的县（市）"),
    "report_furthest_table": Label(
        "the ten counties furthest from {goal:.0f} % in {year}, {pause}",
        "{year}年离{goal:.0f}%最远的十个县（市），{pause}",
    ),
    "report_share": Label("urban share, %", "城镇化率，%"),
    "report_gap": Label("gap, points", "差距，百分点"),
    "report_residents": Label("residents", "常住人口"),
    "report_village_60plus": Label("villagers aged 60+, %", "乡村60岁及以上，%"),
    "report_sweep_outcomes": Label("How far it goes", "结果的范围"),
    "report_sweep_outcomes_table": Label("over all runs", "全部运行"),
    "report_lowest": Label("lowest", "最低"),
    "report_highest": Label("highest", "最高"),
    "report_runs": Label("runs", "运行次数"),
    "report_design": Label("What was varied", "变动了什么"),
    "report_design_table": Label("the variables of {runs} runs", "{runs}次运行的变量"),
    "report_variable": Label("variable", "变量"),
    "report_range": Label("values", "取值"),
    "report_levels": Label("different values", "取值个数"),
    "report_failed_runs": Label(
        "{failed} of {runs} runs failed; runs.csv in the folder says why.",
        "{runs}次运行中有{failed}次失败，原因见文件夹中的 runs.csv。",
    ),
    "report_effects": Label("What moves it", "各变量的影响"),
    "report_swings_table": Label("what each variable adds at its ends: {outcome}", "各变量取两端时的增量：{outcome}"),
    "report_ranks_table": Label("how closely {outcome} follows each variable", "{outcome}随各变量变化的密切程度"),
    "report_from": Label("lower end", "下端"),
    "report_to": Label("upper end", "上端"),
    "report_adds": Label("adds", "增量"),
    "report_rank_effect": Label("rank coefficient", "秩回归系数"),
    "report_explained": Label("order explained, %", "解释程度，%"),
    "report_swings_note": Label(
        "Each variable alone, all else as in the scenario; mean over seeds.",
        "每次只变动一个变量，其余同情景；种子平均。",
    ),
    "report_ranks_note": Label(
        "1: the outcome's order is the variable's own; −1: the reverse; 0: no connection. “Order explained” says "
        "how far "
        "the coefficients can be trusted.",
        "1表示结果与变量次序一致，−1表示相反，0表示无关。“解释程度”说明系数的可信程度。",
    ),
    "report_goal_not_kept": Label(
        "The sweep did not keep what the county domain's goal is judged by.", "该扫描未保留判断县域目标所需的指标。"
    ),
    "report_sweep_goal_table": Label(
        "share of runs in which the urban share of the county domain reaches {goal:.0f} % in {year}",
        "{year}年县域城镇化率达到{goal:.0f}%的运行占比",
    ),
    "report_share_of_runs": Label("share of runs, %", "运行占比，%"),
    "report_sweep_goal_note": Label(
        "A share of the settings that were tried, not a probability. xiancheng discover on {folder} says under "
        "which "
        "conditions the goal is missed.",
        "这是所试取值中的占比，并非概率。对 {folder} 运行 xiancheng discover 可看出在哪些条件下未达目标。",
    ),
    # ensembles
    "report_spread": Label("How sure: parameters and luck", "把握有多大：参数与随机性"),
    "report_bands": Label(
        "urban share over {members} sets of parameters × {seeds} seeds (scale {scale:g}), %",
        "{members}组参数×{seeds}个种子下的城镇化率（比例{scale:g}），%",
    ),
    "report_bands_added": Label(
        "“{title}”: points added, over {members} sets of parameters × {seeds} seeds (scale {scale:g})",
        "“{title}”：{members}组参数×{seeds}个种子下的增量，百分点（比例{scale:g}）",
    ),
    "quantile_low95": Label("low 95 %", "95%下限"),
    "quantile_low80": Label("low 80 %", "80%下限"),
    "quantile_low50": Label("low 50 %", "50%下限"),
    "quantile_median": Label("median", "中位数"),
    "quantile_high50": Label("high 50 %", "50%上限"),
    "quantile_high80": Label("high 80 %", "80%上限"),
    "quantile_high95": Label("high 95 %", "95%上限"),
    "report_variance": Label("“{title}”: where the spread of {year} comes from", "“{title}”：{year}年差异的来源"),
    "report_both_answers": Label("both answers alike", "两种情形等权"),
    "report_spread_source": Label("source", "来源"),
    "report_spread_share": Label("share of variance, %", "方差占比，%"),
    # comparisons
    "report_mean": Label("{pause}: mean", "{pause}：平均"),
    "report_low": Label("low", "下限"),
    "report_high": Label("high", "上限"),
    "report_added_path": Label("What was added, year by year", "历年增量"),
    "report_added_table": Label(
        "percentage points added to the urban share, with 95 % intervals", "城镇化率增量，百分点，附95%区间"
    ),
    "report_where_added": Label("Where: what was added to each county", "空间分布：各县增量"),
    "report_gained": Label(
        "“{title}”, {pause}: of {units} counties {gained} gain and {lost} lose by more than luck.",
        "“{title}”，{pause}：{units}个县（市）中，{gained}个明显提高，{lost}个明显下降（超出随机波动）。",
    ),
    "report_points_added": Label("points added", "增量，百分点"),
    "report_county_luck": Label(
        "A single county's difference is mostly luck where its interval holds nought.",
        "若区间包含零，单个县的差异主要是随机波动。",
    ),
    "report_groups": Label("For whom: groups of counties", "惠及何处：各组县域"),
    "report_groups_table": Label(
        "percentage points added to the urban share in {year}, by group", "{year}年各组城镇化率增量，百分点"
    ),
    "report_groups_note": Label(
        "Groups overlap. A group of few counties has wide intervals, which are mostly luck.",
        "各组之间有重叠。县（市）少的组区间较宽，主要反映随机性。",
    ),
    "report_no_attribution": Label(
        "What each family of levers added was not asked for; this command divides it: {command}",
        "未要求按政策类别分解；可用下列命令：{command}",
    ),
    "report_families_table": Label(
        "percentage points by family of levers in {year} ({seeds} seeds, scale {scale:g})",
        "{year}年各类政策的贡献，百分点（{seeds}个种子，比例{scale:g}）",
    ),
    "report_movers": Label("Who moved because of it", "谁因此迁居"),
    "report_no_movers": Label("Families were not paired (--no-movers).", "未逐户配对（--no-movers）。"),
    "report_outcomes": Label("Land, services, incomes and money", "土地、服务、收入与资金"),
    "report_outcomes_table": Label("what was added to other figures in {year}", "{year}年其他指标的增量"),
    "report_cost_added": Label("public cost added, 100 million yuan", "公共成本增量，亿元"),
    "report_persons_added": Label("urban residents added", "新增城镇居民，人"),
    "report_cost_each_added": Label("cost each, 1,000 yuan", "人均成本，万元"),
    "report_cost_added_table": Label(
        "public cost per urban resident added, {first}–{year}", "{first}—{year}年每新增一名城镇居民的公共成本"
    ),
    "report_cost_added_note": Label(
        "All that services, works and levers cost more than under the first scenario, over the urban residents "
        "added; a "
        "dash where luck alone could have added them. Published for any newcomer: {low:.0f}–{high:.0f} thousand "
        "yuan.",
        "公共服务、建设与政策相对基准情景多出的支出，除以多出的城镇居民；若增量仅靠随机性也可能出现，则不列。"
        "已发表的人均市民化成本：{low:.0f}—{high:.0f}万元。",
    ),
    # grounds
    "report_evidence": Label("Assumptions and evidence", "假设与证据"),
    "report_evidence_says": Label(
        "The Decision of 2023 names instruments, not their strengths. A grade says how well the effect of a lever "
        "is known; "
        "an assumed one shows what would follow, not what was measured.",
        "2023年决定提出了政策工具，但未给出力度。证据等级说明政策效果的可靠程度；“假设”表示推演，并非实测。",
    ),
    "report_grades": Label(
        "“{title}” turns {number} levers: {counted}.", "“{title}”动用{number}项政策工具：{counted}。"
    ),
    "report_grade_count": Label("{number} {grade}", "{grade}{number}项"),
    "report_no_lever_set": Label("“{title}” turns no lever.", "“{title}”未动用政策工具。"),
    "report_levers_table": Label("levers of “{title}”", "“{title}”的政策工具"),
    "report_lever": Label("lever", "政策工具"),
    "report_before": Label("before", "政策前"),
    "report_values": Label("values by year", "各年取值"),
    "report_phrase": Label("{phrase} ({clause})", "“{phrase}”（{clause}）"),
    "report_only_in": Label("{values} (only in {places})", "{values}（仅限{places}）"),
    "report_assumes_pause": Label(
        "Moves slowed in 2021–23, and no figure at hand tells whether that pause ended: both answers are always "
        "run, and "
        "neither is more likely.",
        "2021—2023年迁移放缓，现有数据无法判断是否已结束，因此两种情形并列，没有主次。",
    ),
    "report_assumes_fit": Label(
        "Some parameters were fitted to the censuses of 2010 and 2020, so that meeting those is no success.",
        "部分参数由2010年和2020年普查拟合，因此与普查相符不能视为验证。",
    ),
    "report_assumes_uniform": Label(
        "Wages, prices and services start equal in all counties, for want of data.",
        "因缺乏数据，各县工资、价格与服务起点相同。",
    ),
    "report_assumes_synthetic": Label(
        "Households are synthetic: drawn to match the census of each county, none is a real family.",
        "家庭为合成数据，按各县普查抽取，均非真实家庭。",
    ),
    "report_sources": Label("Sources", "来源"),
    "report_documents": Label("policy documents", "政策文件"),
    "report_document": Label("document", "文件"),
    "report_date": Label("date", "日期"),
    "report_about": Label("what it is", "说明"),
    "report_data_sources": Label("figures", "数据"),
    "report_figures": Label("columns", "字段"),
    "report_trust": Label("trust", "可信度"),
    "report_own_figures": Label(
        "The user's own county figures were used; they are kept in the results folder.",
        "使用了自备的县级数据，存于结果文件夹。",
    ),
    "report_reproduce": Label("How to make it again", "如何复现"),
    "report_reproduce_says": Label(
        "The same command with the same version and data gives the same figures, bit for bit, on any number of "
        "threads. "
        "xiancheng verify says whether the folder is whole.",
        "相同版本、相同数据下，同一命令得到逐位相同的数值，与线程数无关。xiancheng verify 检查结果是否完整。",
    ),
    "report_reproduce_table": Label("identity of the results", "结果标识"),
    "report_what": Label("what", "项目"),
    "report_command": Label("command", "命令"),
    "report_run_id": Label("run id", "运行编号"),
    "report_scenarios": Label("scenarios", "情景"),
    "report_settings": Label("settings", "设置"),
    "report_digest_exact": Label("digest of the tables, exact", "表格摘要（逐位）"),
    "report_digest_portable": Label("digest of the tables, 9 digits", "表格摘要（9位）"),
    "report_digest_region": Label("digest of the data", "数据摘要"),
    "report_digest_package": Label("digest of the program", "程序摘要"),
    "report_versions": Label("versions", "版本"),
    "report_platform": Label("machine", "机器"),
}

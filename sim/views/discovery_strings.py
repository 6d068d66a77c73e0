"""Text about what a sweep shows, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

DISCOVERY_STRINGS: dict[str, Label] = {
    # pictures
    "outcome_in_year": Label("{outcome}, {year} ({unit})", "{year}年{outcome}（{unit}）"),
    "response_title": Label("{title}: the outcome along each variable", "{title}：结果随各变量的变化"),
    "response_caption": Label(
        "Dots: runs; line: their median; shade: four fifths of them, whatever the other variables are. ",
        "点为各次运行，线为中位数，阴影含五分之四的运行（其他变量任意取值）。",
    ),
    "tornado_title": Label("{title}: what moves the {outcome}", "{title}：各变量对{outcome}的影响"),
    "swings_axis": Label("change in {outcome}", "{outcome}的变化"),
    "swings_caption": Label(
        "One variable at a time; full colour its highest value, pale its lowest; mean over seeds. ",
        "每次只变一个变量；深色为其最高值，浅色为最低值；取各种子均值。",
    ),
    "ranks_axis": Label("rank coefficient, -1 to 1", "秩回归系数（-1至1）"),
    "ranks_caption": Label(
        "All variables at a time: standardised coefficients of a regression of ranks, which explains "
        "{explained:.0f} % of the order of the runs. ",
        "各变量同时变化：秩回归标准化系数，可解释运行排序的{explained:.0f}%。",
    ),
    "goal_lines_title": Label("{title}: which runs meet the goal", "{title}：哪些运行达到目标"),
    "goal_lines_caption": Label("A line is a run. The goal: {goal}. ", "每条线为一次运行。目标：{goal}。"),
    "goal_is_met": Label("goal met ({runs} runs)", "达到目标（{runs}次）"),
    "goal_is_missed": Label("goal missed ({runs} runs)", "未达到目标（{runs}次）"),
    # conditions under which a goal is missed
    "help_discover": Label(
        "Under which conditions of a sweep is a goal missed?", "批量运行中，目标在哪些条件下落空？"
    ),
    "help_swept": Label("a finished sweep's folder", "已完成的批量运行文件夹"),
    "help_discovered_goal": Label(
        'the goal, such as "domain urban_share >= 0.48 in 2027" (by default this one)',
        "目标，如“domain urban_share >= 0.48 in 2027”（即默认目标）",
    ),
    "help_discovered_pause": Label("only under this answer to the pause", "只看此种停滞期情形"),
    "error_needs_extra": Label(
        "this needs a package that is not installed: pip install 'xiancheng[{extra}]'",
        "需要安装附加组件：pip install 'xiancheng[{extra}]'",
    ),
    "goal_missed_in": Label(
        "{goal}: missed in {missed} of {runs} runs ({share:.0f} %; a run under each answer to the pause counts)",
        "{goal}：{runs}次运行中{missed}次未达到（{share:.0f}%；两种停滞期情形分别计数）",
    ),
    "nothing_to_discover": Label("so there is nothing to tell apart", "无从区分条件"),
    "no_box": Label(
        "No conditions tell those runs from the others ({density:.0f} % of a box's runs would have to miss it).",
        "没有条件能将其与其他运行区分开（要求所选范围内{density:.0f}%以上的运行落空）。",
    ),
    "box": Label(
        "{number}. missed in {density:.0f} % of the runs where (covers {coverage:.0f} % of all that miss it)",
        "{number}. 满足以下条件的运行中{density:.0f}%落空（占全部落空运行的{coverage:.0f}%）",
    ),
    "condition_between": Label(
        "   {label}: {low:.3g} to {high:.3g}{chance}", "   {label}：{low:.3g} 至 {high:.3g}{chance}"
    ),
    "condition_from": Label("   {label}: {low:.3g} or more{chance}", "   {label}：不低于 {low:.3g}{chance}"),
    "condition_to": Label("   {label}: {high:.3g} or less{chance}", "   {label}：不高于 {high:.3g}{chance}"),
    "condition_among": Label("   {label}: {among}{chance}", "   {label}：{among}{chance}"),
    "by_chance": Label(" (by chance: {chance:.2g})", "（偶然概率 {chance:.2g}）"),
    "col_pause": Label("answer to the pause", "停滞期情形"),
    "discovery_note": Label(
        "A box tells where runs of this sweep miss the goal, within the ranges it varied and no further; "
        "it is no proof of a cause. PRIM of the EMA Workbench.",
        "以上只说明本次批量运行在所变范围内何处落空，不证明因果。方法：EMA Workbench 的 PRIM。",
    ),
}

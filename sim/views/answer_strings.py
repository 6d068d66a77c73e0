"""The sentences of a report's answer, in English and Chinese; `strings` joins them to the rest."""

from __future__ import annotations

from ..parameters import Label

ANSWER_STRINGS: dict[str, Label] = {
    "answer_if_ended": Label("if the pause of 2021–23 has ended", "若停滞期已结束"),
    "answer_if_stays": Label("if it stays", "若停滞期延续"),
    "answer_met": Label(
        "{gap:.2f} points above the goal of {goal:.0f} % for {year}", "高于{year}年{goal:.0f}%的目标{gap:.2f}个百分点"
    ),
    "answer_missed": Label(
        "{gap:.2f} points short of the goal of {goal:.0f} % for {year}",
        "低于{year}年{goal:.0f}%的目标{gap:.2f}个百分点",
    ),
    "answer_met_domain": Label(
        "{gap:.2f} points above the county domain's goal of {goal:.0f} % for {year}",
        "高于县域{year}年{goal:.0f}%的目标{gap:.2f}个百分点",
    ),
    "answer_missed_domain": Label(
        "{gap:.2f} points short of the county domain's goal of {goal:.0f} % for {year}",
        "低于县域{year}年{goal:.0f}%的目标{gap:.2f}个百分点",
    ),
    "answer_many": Label("{number:,.0f} thousand", "{number:,.1f}万"),
    "answer_odds": Label(
        "; the share of runs that meet the goal of {goal:.0f} % is {cases}", "；达到{goal:.0f}%目标的运行占比："
        "{cases}"
    ),
    "answer_odds_case": Label("{share:.0%} {pause}", "{pause}，{share:.0%}"),
    "answer_case": Label(
        "{share:.2f} % {pause} ({verdict})",
        "{pause}，为{share:.2f}%（{verdict}）",
    ),
    "answer_level": Label(
        "Under “{title}”, the urban share of {place}, {base:.2f} % in {first}, reaches by {year} {cases}.",
        "在“{title}”情景下，{place}常住人口城镇化率从{first}年的{base:.2f}%起，到{year}年：{cases}。",
    ),
    "answer_flow": Label("{flow} {points:+.2f}", "{flow}{points:+.2f}"),
    "answer_made": Label(
        "Of the {total:+.2f} percentage points from {first} to {year} {pause}, the largest parts are {parts}; "
        "{reached} of {units} counties then stand at {goal:.0f} % or more.",
        "{pause}，{first}—{year}年合计{total:+.2f}个百分点，其中贡献最大的是{parts}；"
        "届时{units}个县（市）中有{reached}个达到{goal:.0f}%。",
    ),
    "answer_span": Label(
        "{low:.2f} to {high:.2f} % {pause}",
        "{pause}，{low:.2f}%至{high:.2f}%",
    ),
    "answer_band": Label(
        "In {year} the band runs from {spans}; it holds only the strengths that are assumed, from none to twice "
        "our reading, not luck nor any other unknown, and so no probability.",
        "{year}年的区间：{spans}；它仅反映假设的政策力度（从零到两倍），不含随机性和其他未知因素，因此不对应任何概"
        "率。",
    ),
    "answer_ensemble": Label(
        "In {year} the 95 % interval runs from {spans}{odds}; it holds luck and what the censuses leave open "
        "about the "
        "parameters, neither assumed strengths nor whether the model itself is right.",
        "{year}年的95%区间：{spans}{odds}；它反映随机性以及普查未能确定的参数，不反映假设的力度，也不反映模型本身"
        "是否正确。",
    ),
    "answer_path": Label(
        "This is one draw of luck under one set of parameters: a path, with no interval and no probability.",
        "这是一次随机抽取、一组参数下的一条路径，没有区间，也没有概率。",
    ),
    "answer_added_case": Label(
        "{mean:+.2f} percentage points {pause} ({low:+.2f} to {high:+.2f})",
        "{pause}，{mean:+.2f}个百分点（{low:+.2f}至{high:+.2f}）",
    ),
    "answer_added": Label(
        "By {year}, “{title}” adds to the urban share of {place}, against “{reference}”, {cases}.",
        "到{year}年，与“{reference}”相比，“{title}”给{place}城镇化率带来的变化：{cases}。",
    ),
    "answer_cost_case": Label(
        "{persons} more urban residents at {each:,.0f} thousand yuan of public money each {pause}",
        "{pause}，多出{persons}城镇居民，人均公共成本{each:,.1f}万元",
    ),
    "answer_cost_unclear": Label(
        "{persons} urban residents {pause}, a number that luck alone could give, so that no cost for each can be "
        "told",
        "{pause}，城镇居民变化{persons}人，仅靠随机性也可能出现，因此无法给出人均成本",
    ),
    "answer_cost": Label("That is {cases}.", "即{cases}。"),
    "answer_luck": Label(
        "The intervals (95 %, {seeds} paired seeds) hold luck only: neither what is unknown about the parameters "
        "nor the "
        "strengths that are assumed.",
        "区间（95%，{seeds}个配对种子）仅含随机性，不含参数不确定性，也不含假设的政策力度。",
    ),
    "answer_ensemble_added": Label(
        "The intervals (95 %, {runs} runs of members and seeds, paired) hold luck and what the censuses leave "
        "open about "
        "the parameters, not the strengths that are assumed of policy.",
        "区间（95%，{runs}次参数组与种子的配对运行）反映随机性以及普查未能确定的参数，不含政策力度的假设。",
    ),
    "full_stop": Label(".", "。"),
    "answer_sweep_span": Label(
        "{low:.2f} to {high:.2f} with {median:.2f} in the middle {pause}",
        "{pause}，{low:.2f}至{high:.2f}，中位数{median:.2f}",
    ),
    "answer_sweep": Label(
        "Over the {runs} runs of “{title}”, {outcome} goes from {spans}.",
        "“{title}”共{runs}次运行，{outcome}：{spans}。",
    ),
    "answer_sweep_first": Label("What moves it most is {variable}", "影响最大的是{variable}"),
    "answer_sweep_no_numbers": Label(
        "No single number was varied, so that no variable can be said to move it most",
        "未变动单个数值，因此无法说明哪个变量影响最大",
    ),
    "answer_sweep_holds": Label(
        "The spread is over the values that were chosen to be tried and over luck: it says what could be, not how "
        "likely it "
        "is.",
        "上述范围来自选定的取值与随机性：说明可能出现什么，不说明可能性有多大。",
    ),
}

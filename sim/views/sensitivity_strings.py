"""Text about sensitivity, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

SENSITIVITY_STRINGS: dict[str, Label] = {
    "help_sensitivity": Label(
        "What matters: which unknowns move the urban share and what a policy adds.",
        "敏感性分析：哪些未知因素影响城镇化率和政策增量。",
    ),
    "help_method": Label(
        "morris: screening of every factor; sobol: also shares of variance of those that move most",
        "morris：逐因素筛选；sobol：另对影响最大的因素分解方差",
    ),
    "help_trajectories": Label(
        "Morris trajectories, {low} to {high}; each is a run for every factor",
        "Morris 轨迹数，{low} 至 {high}；每条轨迹对每个因素运行一次",
    ),
    "help_points": Label(
        "points of the Sobol design, a power of two from {low} to {high}",
        "Sobol 设计点数，{low} 至 {high} 之间的 2 的幂",
    ),
    "help_most": Label("how many factors go on to Sobol", "进入 Sobol 的因素个数"),
    "help_counties_spread": Label(
        "so many counties, spread over their urban share ({all}: all), unless --units names them",
        "按城镇化率等距选取的县（市）数（{all} 为全部）；--units 指定时不用",
    ),
    "error_power_of_two": Label("a power of two from {low} to {high}", "{low} 至 {high} 之间的 2 的幂"),
    "sensitivity_plan": Label(
        "{factors} factors, {runs:,} evaluations in {units} counties at scale {scale:g}; finished blocks are kept "
        "in {folder} and not run again",
        "{factors} 个因素，{runs:,} 次评估，{units} 个县（市），比例 {scale:g}；"
        "已完成部分保存在 {folder}，不再重复运行",
    ),
    "screening": Label("screening", "正在筛选"),
    "decomposing": Label("shares of variance", "正在分解方差"),
    "title_morris": Label("{outcome}: what moves it most (Morris)", "{outcome}：影响最大的因素（Morris）"),
    "title_sobol": Label("{outcome}: shares of variance (Sobol)", "{outcome}：方差份额（Sobol）"),
    "sensitivity_urban_share": Label("urban share in {year}, %", "{year}年城镇化率，%"),
    "sensitivity_urban_share_added": Label(
        "what the policy adds in {year}, percentage points", "{year}年政策增量，百分点"
    ),
    "col_factor": Label("factor", "因素"),
    "col_range": Label("range", "范围"),
    "col_effect": Label("mean size", "平均幅度"),
    "col_direction": Label("mean", "均值"),
    "col_spread": Label("spread", "离散"),
    "col_first": Label("alone", "单独"),
    "col_total": Label("with others", "含交互"),
    "factor_strength": Label("strength of {lever}", "{lever}的力度"),
    "sensitivity_note": Label(
        "Mean size: change of the outcome when the factor goes through its whole range, from {trajectories} starting "
        "points; spread: how much that depends on the others. Ranges are what the censuses leave of fitted "
        "parameters, else priors or declared bounds, mostly assumed: a wide range moves much "
        "because little is known, not because it must.",
        "平均幅度：因素走完整个范围时结果的变化（{trajectories} 个起点的平均）；离散：受其他因素影响的程度。"
        "范围：经拟合的参数取普查所余范围，其余取先验或声明的上下限，多为假设；影响大往往是因为所知甚少，而非必然如此。",
    ),
    "axis_effect": Label("mean size of the effect ({unit})", "效应平均幅度（{unit}）"),
    "axis_variance": Label("share of variance", "方差份额"),
    "unit_effect_points": Label("percentage points", "百分点"),
    "sensitivity_caption": Label(
        "“{scenario}”, {units} counties, scale {scale:g}; whiskers: 95 % of resamples (xiancheng {version}, "
        "run {run}).",
        "“{scenario}”，{units} 个县（市），比例 {scale:g}；须线：重抽样95%区间（xiancheng {version}，运行 {run}）。",
    ),
}

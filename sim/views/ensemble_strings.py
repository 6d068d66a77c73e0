"""Text about ensembles, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

ENSEMBLE_STRINGS: dict[str, Label] = {
    "help_ensemble": Label(
        "also run members of the posterior under several seeds: bands, and how likely each goal is",
        "另对后验参数组与多个种子逐一运行：给出区间和各目标的达标概率",
    ),
    "help_ensemble_members": Label(
        "sets of parameters for --ensemble, {low} to {high}", "--ensemble 的参数组数，{low} 至 {high}"
    ),
    "help_ensemble_seeds": Label(
        "seeds of luck for each of them, {low} to {high}", "每个参数组的随机种子个数，{low} 至 {high}"
    ),
    "help_ensemble_scale": Label("share of households for --ensemble", "--ensemble 所用的家庭比例"),
    "help_workers": Label("processes side by side; never changes a figure", "并行进程数，不影响数值"),
    "running_ensemble": Label(
        "ensemble, {members} members × {seeds} seeds", "正在运行集合：{members} 组参数 × {seeds} 个种子"
    ),
    "ensemble_title": Label(
        "urban share over {members} members × {seeds} seeds (scale {scale:g}), %",
        "{members} 组参数 × {seeds} 个种子下的城镇化率（比例 {scale:g}），%",
    ),
    "ensemble_added_title": Label(
        "what is added to “{reference}”, pp of the urban share: {members} members × {seeds} seeds (scale {scale:g})",
        "比“{reference}”多出的城镇化率，百分点：{members} 组参数 × {seeds} 个种子（比例 {scale:g}）",
    ),
    "ensemble_median": Label("median", "中位数"),
    "ensemble_width": Label("{width} %", "{width}%"),
    "ensemble_span": Label("{low:.2f}–{high:.2f}", "{low:.2f}—{high:.2f}"),
    "ensemble_added_span": Label("[{low:+.3f}, {high:+.3f}]", "[{low:+.3f}, {high:+.3f}]"),
    "ensemble_note": Label(
        "The bands hold parameters and luck: members agree with the censuses and with what was said of 2023, seeds "
        "are luck. They do not hold the strengths that are assumed of policy, nor the answer to the pause.",
        "区间包含参数与随机性：各组参数与普查及2023年的公开表述相符，种子为随机性。"
        "区间不含政策力度的假设，也不含停滞期是否结束。",
    ),
    "ensemble_paired_note": Label(
        "Paired by member and seed. The interval (95 %) holds parameters and luck, not the strengths that are "
        "assumed of policy.",
        "按参数组与种子配对。区间（95%）包含参数与随机性，不含政策力度的假设。",
    ),
    "ensemble_goals": Label("how likely the goals are", "各目标的达标概率"),
    "ensemble_goals_key": Label(
        "probability: share of {runs} runs (members × seeds) in which the goal is met in its year; gap: their "
        "median, - missed by so much (shares: percentage points)",
        "达标概率：{runs} 次运行（参数组×种子）中在目标年达标的比例；差距：中位数，- 未达（比率以百分点计）",
    ),
    "ensemble_compared_goals": Label(
        "goals: in which share of {runs} runs (members × seeds) they are met, by scenario in the order above",
        "目标：{runs} 次运行（参数组×种子）中达标的比例，按上表情景顺序",
    ),
    "ensemble_variance": Label(
        "spread of the urban share of {year} (both answers counted alike): {shares}",
        "{year}年城镇化率差异的来源（两种停滞期情形等权）：{shares}",
    ),
    "ensemble_variance_added": Label(
        "spread of what “{scenario}” adds in {year}: {shares}", "“{scenario}”{year}年增量差异的来源：{shares}"
    ),
    "variance_share": Label("{source} {share:.0%}", "{source} {share:.0%}"),
    "source_parameters": Label("parameters", "参数"),
    "source_luck": Label("luck", "随机性"),
    "source_pause": Label("the pause", "停滞期"),
    "fan_key": Label("50, 80 and 95 % of the ensemble", "集合的50%、80%、95%区间"),
    "fan_caption": Label(
        "Shaded: {members} members × {seeds} seeds at scale {scale:g}, parameters and luck; lines: one run.",
        "阴影：{members} 组参数 × {seeds} 个种子（比例 {scale:g}），含参数与随机性；线：单次运行。",
    ),
    "added_ensemble_caption": Label(
        "Simulated, median of {members} members × {seeds} seeds, paired; bands: 50 and 95 % of them, parameters and "
        "luck; scale {scale:g} (xiancheng {version}, run {run}).",
        "模拟值：{members} 组参数 × {seeds} 个种子配对的中位数；阴影为其50%和95%区间，含参数与随机性；"
        "比例 {scale:g}（xiancheng {version}，运行 {run}）。",
    ),
}

"""Text of the calibration, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

CALIBRATION_STRINGS: dict[str, Label] = {
    "help_calibrate": Label(
        "Fit the model to the censuses of 2010 and 2020: history matching, then a posterior ensemble. "
        "An interrupted fit goes on with the same command.",
        "用2010年和2020年人口普查校准模型：先作历史匹配，再得后验参数集合。中断后以同一命令续算。",
    ),
    "help_trials": Label("trials of each wave", "每轮试验个数"),
    "help_waves": Label("waves of history matching", "历史匹配轮数"),
    "help_members": Label("members of the posterior ensemble", "后验参数集合的组数"),
    "help_members_run": Label("members that are run to check the emulator", "实际运行以检验仿真器的组数"),
    "help_trial_seeds": Label("seeds of luck of each trial", "每次试验的随机种子个数"),
    "help_fit_workers": Label("processes at work at once (default: all processors)", "并行进程数（默认为全部处理器）"),
    "help_fit_out": Label("folder of trials, tables and ensemble", "存放试验、表格和参数集合的文件夹"),
    "calibrating": Label("calibrating", "校准中"),
    "fit_stage_wave": Label("wave {number}", "第{number}轮"),
    "fit_stage_members": Label("members", "后验参数组"),
    "fit_stage_values": Label("values in use", "现用值"),
    "fit_stage_truths": Label("runs to recover", "待复原的模拟"),
    "fit_stage_recovery": Label("recovery", "参数复原"),
    "fit_missing": Label(
        "calibration needs scikit-learn: pip install 'xiancheng[calibrate]'",
        "校准需要 scikit-learn：pip install 'xiancheng[calibrate]'",
    ),
    "fit_head": Label(
        "Fitted to the censuses of 2010 and 2020: {runs} runs at scale {scale:g}; {share:.2g} of the prior is not "
        "ruled out; {members} members, worth {effective:.0f} equal ones.",
        "以2010年和2020年普查校准：比例 {scale:g}，共运行 {runs} 次；先验中未被排除的比例为 {share:.2g}；"
        "后验参数 {members} 组，相当于等权 {effective:.0f} 组。",
    ),
    "fit_col_parameter": Label("parameter", "参数"),
    "fit_col_posterior": Label("posterior", "后验均值"),
    "fit_col_range": Label("90 % interval", "90%区间"),
    "fit_col_narrower": Label("posterior / prior spread", "后验与先验离散度之比"),
    "fit_col_shipped": Label("in use", "现用值"),
    "fit_col_moment": Label("moment", "校准指标"),
    "fit_col_observed": Label("observed", "普查"),
    "fit_col_missed": Label("missed by (s.d.)", "偏差（标准差）"),
    "fit_not_fitted": Label("not fitted", "不参与拟合"),
    "fit_recovery": Label(
        "Recovery of known parameters: 90 % intervals hold {pooled:.0f} % of {trials} trials' parameters.",
        "已知参数的复原：{trials} 次试验中，90%区间覆盖真值的比例为 {pooled:.0f}%。",
    ),
    "fit_stands": Label(
        "The values in use are not ruled out (worst moment {worst:.1f} s.d.) and stay.",
        "现用参数值未被排除（最大偏差 {worst:.1f} 个标准差），予以保留。",
    ),
    "fit_falls": Label(
        "The values in use are ruled out (worst moment {worst:.1f} s.d.): replace them.",
        "现用参数值已被排除（最大偏差 {worst:.1f} 个标准差），应予更换。",
    ),
    "moment_urban_share": Label("urban share", "城镇化率"),
    "moment_residents": Label("residents", "常住人口"),
    "moment_away": Label("members away", "外出人口"),
    "moment_registered_elsewhere": Label("residents registered elsewhere", "外来常住人口"),
    "moment_household_size": Label("household size", "户均人口"),
    "moment_cohort": Label("residents of 2020 per resident aged {age} in 2010", "2010年{age}岁人口十年留存比"),
}

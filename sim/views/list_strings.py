"""Text of the lists of levers and counties, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

LIST_STRINGS: dict[str, Label] = {
    "help_family": Label("only levers of this family: {allowed}", "只列此类政策工具：{allowed}"),
    "help_place": Label("only levers that act here: {allowed}", "只列作用于此处的工具：{allowed}"),
    "help_evidence": Label("only levers with this evidence: {allowed}", "只列此类证据的工具：{allowed}"),
    "help_document": Label("only levers this document names: {allowed}", "只列此文件提到的工具：{allowed}"),
    "help_county": Label(
        "one county: its figures, and the counties most like it", "某个县（市）：其数据及最相近的县（市）"
    ),
    "error_one_county": Label("{name}: {units} counties; name one", "{name}：共 {units} 个县（市），请只指定一个"),
    "status_own": Label("your own (--data)", "自备数据（--data）"),
    "status_measured": Label("measured", "实测"),
    "status_derived": Label("derived from the measured", "由实测推算"),
    "status_assumed": Label("assumed, for want of a figure", "无数据，假定"),
    "trust_high": Label("high", "高"),
    "trust_medium": Label("medium", "中"),
    "trust_low": Label("low", "低"),
    "col_figure": Label("figure", "数据"),
    "col_year": Label("year", "年份"),
    "col_trust": Label("trust", "可信度"),
    "col_distance": Label("distance", "距离"),
    "alike_table": Label("counties most like it", "最相近的县（市）"),
    "sources_note": Label(
        "Sources and notes: --format json or csv. The names there are the columns --data takes.",
        "来源与说明见 --format json 或 csv，其中名称即 --data 可用的列名。",
    ),
    "distance_note": Label(
        "Distance: root mean square difference of these figures, each in standard deviations over the {units} "
        "counties (density in logarithms).",
        "距离：上列各项以 {units} 个县（市）标准差标准化后之差的均方根（人口密度取对数）。",
    ),
    "own_data": Label(
        "With your own county figures (--data): {figures} figures of {units}.",
        "使用了自备县级数据（--data）：{units}，共 {figures} 项。",
    ),
    "did_you_mean": Label("; did you mean {name}?", "；是否指 {name}？"),
    "near_names": Label("near names: {names}", "相近名称：{names}"),
    "nothing_found": Label("nothing in the list holds “{find}”", "列表中没有“{find}”"),
    "col_number": Label("no.", "序号"),
    "col_before_reading": Label("before → reading\nunit, bounds", "此前 → 解读值\n单位、范围"),
    "col_outcome": Label("should move", "预期影响"),
    "arrows": Label("↑ up  ↓ down  ? open", "↑ 上升  ↓ 下降  ? 方向不定"),
}

"""Text in pictures and of the commands that make them, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

PICTURE_STRINGS: dict[str, Label] = {
    "help_report": Label("Write one HTML file from results folders.", "由结果文件夹生成一个 HTML 报告。"),
    "help_plot": Label("Draw any picture of a results folder.", "绘制结果文件夹的任一图。"),
    "help_export": Label(
        "Tables of a results folder as CSV or XLSX; or the whole folder as an RO-Crate, for an archive.",
        "将结果表格导出为 CSV 或 XLSX，或将整个文件夹导出为 RO-Crate 以供归档。",
    ),
    "help_folder": Label("a results folder", "结果文件夹"),
    "help_figure": Label("name of the picture; --list names them", "图名；--list 列出全部"),
    "help_tables": Label("names of tables; none: all of the report's", "表名；不填则为报告中的全部表格"),
    "help_picture_format": Label("png, svg or pdf", "png、svg 或 pdf"),
    "help_table_format": Label("csv, xlsx or ro-crate", "csv、xlsx 或 ro-crate"),
    "help_out_file": Label("where to write it", "写到何处"),
    "help_list": Label("say what there is, write nothing", "只列出可用名称，不写文件"),
    "error_no_figure": Label("no such picture here: {name}; there are: {allowed}", "没有此图：{name}；可用：{allowed}"),
    "error_no_table": Label("no such table here: {name}; there are: {allowed}", "没有此表：{name}；可用：{allowed}"),
    "error_one_table": Label(
        "{path}: one file takes one table; name it, or give a folder",
        "{path}：一个文件只能放一张表，请指定表名或给出文件夹",
    ),
    "error_no_xlsx": Label(
        "a workbook needs one more package: pip install 'xiancheng[xlsx]'; --format csv needs none",
        "导出工作簿需另装一个包：pip install 'xiancheng[xlsx]'；--format csv 不需要",
    ),
    "error_out_file": Label("{path}: not a file in a folder that exists", "{path}：须为已有文件夹中的文件"),
    "report_written": Label("report: {path}", "报告：{path}"),
    "picture_written": Label("picture: {path}", "图：{path}"),
    "tables_written": Label("tables: {path}", "表格：{path}"),
    "table_of_folder": Label("as it is in the folder", "结果文件夹原表"),
    "title_compared": Label("{others} against “{first}”", "{others}（对照：“{first}”）"),
    "error_no_results": Label("no results in this folder; below it: {below}", "此文件夹中没有结果；其下有：{below}"),
    "error_kind": Label("results of kind {kind}; allowed: {allowed}", "结果类型为 {kind}；可用：{allowed}"),
    "axis_year_short": Label("year", "年份"),
    "axis_longitude": Label("longitude, °E", "东经，°"),
    "axis_latitude": Label("latitude, °N", "北纬，°"),
    "map_title": Label("County seats in {year}: {title}", "{year}年各县城：{title}"),
    "map_key": Label(
        "urban share, % of residents (white: the goal of {goal:.0f} %)", "城镇化率，%（白色：目标 {goal:.0f}%）"
    ),
    "map_reached": Label("{goal:.0f} % or more", "达到 {goal:.0f}%"),
    "map_below": Label("below {goal:.0f} %", "不足 {goal:.0f}%"),
    "map_persons": Label("{persons:.0f},000 urban", "城镇人口 {persons:.0f} 万"),
    "map_added_title": Label("Added to each county in {year}: {title}", "{year}年各县增量：{title}"),
    "map_added_key": Label(
        "urban share, percentage points added, mean over seeds (white: nothing)",
        "城镇化率增量，百分点，种子平均（白色：无变化）",
    ),
    "map_gained": Label("no less than before", "不低于对照"),
    "map_lost": Label("less", "低于对照"),
    "map_source": Label(
        "Seats: GeoNames (CC BY 4.0) and a public list.", "县城坐标：GeoNames（CC BY 4.0）及公开名录。"
    ),
    "decomposition_title": Label(
        "{place}: what changed the urban share, {first} to {last}", "{place}：{first}—{last}年城镇化率变化的来源"
    ),
    "moves_title": Label("{place}: who moved, yearly mean of {first}–{last}", "{place}：{first}—{last}年年均迁居人数"),
    "stream_village_town": Label("village → town", "乡村 → 镇区"),
    "stream_village_seat": Label("village → county seat", "乡村 → 县城"),
    "stream_urban_village": Label("town, seat → village", "镇区、县城 → 乡村"),
    "stream_village_outside": Label("village → outside the county", "乡村 → 县外"),
    "stream_outside_village": Label("outside the county → village", "县外 → 乡村"),
    "stream_urban_outside": Label("town, seat → outside the county", "镇区、县城 → 县外"),
    "stream_outside_urban": Label("outside the county → town, seat", "县外 → 镇区、县城"),
    "panels_title": Label("{place}, land and services: {title}", "{place}土地与公共服务：{title}"),
    "costs_title": Label("Public cost of the levers, {first}–{last}", "{first}—{last}年各类政策公共成本"),
    "groups_title": Label("Added to the urban share in {year}: {title}", "{year}年城镇化率增量：{title}"),
    "families_title": Label("By family of levers, {year}: {title}", "{year}年各类政策的贡献：{title}"),
    "band_caption": Label(
        "Line: mean; shaded: 95 % interval over paired seeds, luck only. ",
        "线：平均值；阴影：配对种子的95%区间，仅含随机性。",
    ),
    "added_fan_caption": Label(
        "Line: median of {members} sets of parameters × {seeds} seeds, paired; shaded: 50 and 95 % of them. ",
        "线：{members}组参数×{seeds}个种子配对的中位数；阴影：其50%和95%区间。",
    ),
    "interval_caption": Label(
        "Dot: mean; line: 95 % interval over paired seeds, luck only. ",
        "点：平均值；线：配对种子的95%区间，仅含随机性。",
    ),
    "unit_points": Label("percentage points of the urban share", "城镇化率，百分点"),
    "unit_persons_a_year": Label("thousand persons a year", "万人/年"),
    "unit_money": Label("100 million yuan", "亿元"),
    "picture_caption": Label(
        "Simulated from {first}, scale {scale:g}, seeds: {seeds} (xiancheng {version}, run {run}). "
        "Base year: population census.",
        "{first}年起为模拟值，比例 {scale:g}，随机种子 {seeds} 个（xiancheng {version}，运行 {run}）。基年：人口普"
        "查。",
    ),
    "picture_own_data": Label("With the user's own county figures.", "使用了自备的县级数据。"),
}

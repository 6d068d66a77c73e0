"""Text about whether results are whole and come out again, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

INTEGRITY_STRINGS: dict[str, Label] = {
    "help_verify": Label(
        "Are these results whole and unchanged? Takes any folder of results, and all below it.",
        "检查结果是否完整、未被改动；可指定任一结果文件夹或其上级文件夹。",
    ),
    "help_folders": Label("results folders, or a folder that holds some", "结果文件夹，或其上级文件夹"),
    "error_no_folder": Label("no such folder", "没有此文件夹"),
    "folder_whole": Label("{folder}: whole", "{folder}：完整"),
    "folders_checked": Label(
        "{folders} folders, {broken} of them not whole", "共 {folders} 个文件夹，{broken} 个不完整"
    ),
    "finding_missing": Label("missing: {file}", "缺失：{file}"),
    "finding_changed": Label("changed: {file}", "已被改动：{file}"),
    "finding_shorter": Label("cut short: {file} ({about} bytes)", "被截断：{file}（仅存 {about} 字节）"),
    "finding_swapped": Label("{file} holds what belongs into {about}", "{file} 的内容应属 {about}"),
    "finding_foreign": Label("not from this run: {file}", "非本次运行产生：{file}"),
    "finding_unreadable": Label("cannot be read: {file} {about}", "无法读取：{file} {about}"),
    "finding_misplaced": Label("the folder should be called {file}", "文件夹名应为 {file}"),
    "crate_written": Label("RO-Crate: {path}", "RO-Crate：{path}"),
    # running again
    "help_reproduce": Label(
        "Run what a results folder says again: IDENTICAL, or what differs and what has changed since.",
        "按结果文件夹的记录重新运行：完全一致（IDENTICAL），或列出差异及此后的变化。",
    ),
    "help_reproduced": Label("a results folder", "结果文件夹"),
    "help_sample": Label(
        "of a sweep, only so many runs, spread over the design", "批量运行时，仅重跑均匀抽取的若干次"
    ),
    "reproducing": Label("running {folder} again", "正在重新运行 {folder}"),
    "identical_exactly": Label(
        "IDENTICAL: {tables} tables, to the last bit", "完全一致（IDENTICAL）：{tables} 张表，逐位相同"
    ),
    "identical_portably": Label(
        "IDENTICAL: {tables} tables, to nine significant digits (another platform)",
        "完全一致（IDENTICAL）：{tables} 张表，九位有效数字相同（平台不同）",
    ),
    "not_identical": Label(
        "NOT IDENTICAL: {differing} of {tables} tables differ",
        "不一致（NOT IDENTICAL）：{tables} 张表中 {differing} 张有差异",
    ),
    "not_made_now": Label("{file}: this version does not make it", "{file}：本版本不再生成此文件"),
    "table_differs": Label(
        "{file}: {cells} cells differ, by {largest:.6g} at most",
        "{file}：{cells} 个单元格不同，最大相差 {largest:.6g}",
    ),
    "rows_differ": Label(
        "rows only in the folder: {first}; only made now: {second}", "仅原结果有的行：{first}；仅新结果有的行：{second}"
    ),
    "columns_differ": Label("columns only one of them has: {columns}", "仅一方有的列：{columns}"),
    "cell_differs": Label("{row} · {column}: {first} → {second}", "{row} · {column}：{first} → {second}"),
    "cells_more": Label("… and {more} more", "……另有 {more} 处"),
    "changed_since": Label(
        "changed since the folder was made: {what}, {then} → {now}", "此后有变化：{what}，{then} → {now}"
    ),
    "change_sources": Label("this program's sources", "本程序源代码"),
    "no_change_since": Label(
        "Sources, versions and platform are those it was made with, so this should not be: please report it.",
        "源代码、版本与平台均与生成时相同，不应出现差异，请反馈。",
    ),
    # what the computer cannot give
    "error_disk_full": Label(
        "no room for {path}: {needed:.1f} MB are needed, {free:.1f} MB are free, or files may not be that large. "
        "Nothing half-written is left; make room or give another --out, then run the same command again",
        "{path} 空间不足：需要 {needed:.1f} MB，可用 {free:.1f} MB，或单个文件大小受限。未留下未写完的文件；"
        "请腾出空间或用 --out 另选位置，再运行同一命令",
    ),
    "error_memory_short": Label(
        "this needs about {needed:.1f} GB of memory, {left:.1f} GB are left, so nothing was started. Take a smaller "
        "--scale (up to about {percent} % of this one), fewer --units, or one answer with --pause",
        "约需内存 {needed:.1f} GB，可用 {left:.1f} GB，未开始运行。请减小 --scale（至多约为现值的 {percent}%）、"
        "减少 --units，或用 --pause 只取一种情形",
    ),
}

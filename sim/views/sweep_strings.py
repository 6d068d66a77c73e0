"""Text of sweeps, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label

SWEEP_STRINGS: dict[str, Label] = {
    "help_sweep": Label(
        "Many runs of a design, kept one by one; the same command goes on where it stopped.",
        "按设计批量运行，逐个保存；中断后用同一命令继续。",
    ),
    "help_sweep_file": Label("a sweep's name, or a .yaml file", "批量运行名称或 .yaml 文件"),
    "help_dask": Label(
        "run on a dask cluster: the scheduler's address, or “local”", "在 dask 集群上运行：调度器地址或“local”"
    ),
    "help_run_threads": Label("processor threads of each run", "每次运行使用的线程数"),
    "help_timeout": Label(
        "seconds one run may take before it counts as failed (default: far above what is expected)",
        "单次运行的最长秒数，超时记为失败（默认远高于预计用时）",
    ),
    "help_yes": Label("start even if it is over the usual limits", "即使超出通常上限也开始运行"),
    "sweep_size": Label(
        "{runs} runs: {scenarios} × points: {points} × seeds: {seeds}; about {time} with {workers} processes, "
        "{disk} on disk, {memory} of memory",
        "共 {runs} 次运行：{scenarios} × {points} 个设计点 × {seeds} 个随机种子；{workers} 个进程约需 {time}，"
        "占用磁盘约 {disk}、内存约 {memory}",
    ),
    "sweep_scenarios": Label("{number} scenarios", "{number} 个情景"),
    "sweep_hours": Label("{number} hours", "{number} 小时"),
    "sweep_seconds": Label("{number} s", "{number} 秒"),
    "sweep_minutes": Label("{number} min", "{number} 分钟"),
    "sweep_found": Label(
        "{finished} of {runs} runs are there already; {missing} to do",
        "{runs} 次运行中已有 {finished} 次，还需 {missing} 次",
    ),
    "sweep_damaged": Label(
        "{number} files were damaged and are made again", "{number} 个文件已损坏，将重新运行"
    ),
    "sweep_strangers": Label(
        "{number} runs in the folder are of another version of the program or of other figures: kept, not used",
        "文件夹中有 {number} 次运行来自其他程序版本或其他数据，予以保留但不采用",
    ),
    "sweep_others": Label(
        "{number} runs in the folder are not asked for by this file: kept, not used",
        "文件夹中有 {number} 次运行不在本文件设计之内，予以保留但不采用",
    ),
    "sweeping": Label("sweeping {name}", "正在批量运行 {name}"),
    "sweep_pace": Label(
        "{done}/{total} · {pace} runs a minute · {left} left", "{done}/{total} · 每分钟 {pace} 次 · 剩余 {left}"
    ),
    "sweep_stopped": Label(
        "stopped; every finished run is kept. To go on: {command}", "已停止；完成的运行均已保存。继续运行：{command}"
    ),
    "sweep_failed": Label("{failed} of {runs} runs failed:", "{runs} 次运行中有 {failed} 次失败："),
    "sweep_failed_runs": Label("{number} × {reason}: {message}", "{number} 次 {reason}：{message}"),
    "reason_error": Label("error", "出错"),
    "reason_died": Label("process lost", "进程中断"),
    "reason_timeout": Label("too slow", "超时"),
    "reason_nan": Label("no figure", "结果无数值"),
    "sweep_done": Label(
        "{new} new runs, {runs} in all, in {time}: {folder}", "新完成 {new} 次，共 {runs} 次，用时 {time}：{folder}"
    ),
    "sweep_range": Label("over all runs, {year}", "全部运行的分布，{year} 年"),
    "col_lowest": Label("lowest", "最低"),
    "col_median": Label("median", "中位数"),
    "col_highest": Label("highest", "最高"),
    "col_outcome_kept": Label("outcome", "结果"),
    "col_pause_answer": Label("pause", "停滞期"),
    "error_locked": Label(
        "another sweep is at work in {folder}: process {pid} on {host}, since {started}",
        "{folder} 中已有批量运行正在进行：进程 {pid}，主机 {host}，始于 {started}",
    ),
    "error_too_many_threads": Label(
        "{workers} processes × {threads} threads on {processors} processors; allowed: at most {processors} in all",
        "{workers} 个进程 × {threads} 个线程，而处理器只有 {processors} 个；合计最多 {processors}",
    ),
    "error_over_limit": Label(
        "too much at once: {what}. Ask for less, or say --yes", "规模过大：{what}。请缩小规模，或加 --yes"
    ),
    "limit_runs": Label("{value} runs (limit {limit})", "{value} 次运行（上限 {limit}）"),
    "limit_hours": Label("{value} hours (limit {limit})", "{value} 小时（上限 {limit}）"),
    "limit_gigabytes": Label("{value} GB on disk (limit {limit})", "磁盘 {value} GB（上限 {limit}）"),
    "error_does_not_fit": Label(
        "this machine cannot hold it: {what}. Ask for fewer --workers, a smaller scale or fewer runs",
        "本机无法容纳：{what}。请减少 --workers、降低比例或减少运行次数",
    ),
    "needs_memory": Label("{need} GB of memory needed, {there} GB free", "需内存 {need} GB，可用 {there} GB"),
    "needs_disk": Label("{need} GB of disk needed, {there} GB free", "需磁盘 {need} GB，可用 {there} GB"),
}

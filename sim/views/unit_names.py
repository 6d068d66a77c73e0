"""Units of levers in Chinese; declarations give them in English."""

from __future__ import annotations

UNITS_ZH: dict[str, str] = {
    "share": "比例",
    "share of households kept out": "被排除在外的家庭比例",
    "share of years of residence not counted": "不计入的居住年限比例",
    "years of residence": "居住年限（年）",
    "added share of the year in work": "全年就业时间增加比例",
    "percent of newcomers": "占新市民的百分比",
    "probability of keeping it when hukou moves": "户口迁出后保留的概率",
    "10 000 yuan per household": "万元/户",
    "share of villages where exit is open": "开放退出的村比例",
    "share of land with secure title": "确权土地比例",
    "percent of the rent": "占租金的百分比",
    "share of idle homesteads free to rent": "可出租的闲置宅基地比例",
    "percent of the stock per year": "占存量的百分比/年",
    "thousand yuan per new urban resident": "千元/新增城镇居民",
    "percent on consolidated land": "连片土地上的增幅（百分比）",
    "yuan per mu and year": "元/亩·年",
    "homes offered a year and county": "套/县·年",
    "yuan per member and year": "元/成员·年",
    "mu of construction quota per exit": "亩建设用地指标/退出户",
    "loan to value": "贷款与价值之比",
    "yuan per village resident and year": "元/农村居民·年",
    "percent of yearly revenue": "占年收入的百分比",
    "percent of the budget": "占预算的百分比",
    "standard deviations": "标准差",
    "percent of capacity": "占容量的百分比",
    "homes of the seat given up a year": "县城腾退住房（套/年）",
    "percent of jobs per year, extra": "岗位年增幅增加（百分点）",
    "villages of the province per year": "全省村数/年",
    "percent of earnings per year, extra": "收入年增幅增加（百分点）",
    "log wage of those trained": "受训者工资对数增量",
    "yuan per head and year": "元/人·年",
    "towns of the province": "全省镇数",
    "10 000 residents": "万人",
    "percent": "百分比",
    "percent of the gap to the county seat": "占与县城差距的百分比",
    "share of the gap closed per year": "每年弥补差距的比例",
    "share of elders in need": "占有需要老人的比例",
    "childcare places per 1,000 residents": "托位/千人",
    "share of the loss made good": "损失弥补比例",
    "percent that rural benefits stay below urban ones": "农村待遇低于城镇的百分比",
    "1000 yuan per family, once": "千元/户（一次性）",
    "years of household income": "家庭年收入的倍数",
    "weight": "权重",
}


def unit_in(language: str, unit: str) -> str:
    """The unit in `language`; in English where it has no Chinese name."""
    return UNITS_ZH.get(unit, unit) if language == "zh" else unit

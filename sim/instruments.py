"""The 61 instruments the documents name: what each is called, and what it is if it is no lever.

Most are levers, declared in the submodel they act on with the instrument's number. The
others stand here with their phrase, their clause and how a run reports them: goals are
never set, timing is a matter of dates, and a hard constraint holds in every run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .parameters import Label, Lever

KINDS: dict[str, Label] = {
    "lever": Label("lever", "政策工具"),
    "goal": Label("goal", "目标"),
    "timing": Label("timing", "时间安排"),
    "constraint": Label("hard constraint", "硬约束"),
}


@dataclass(frozen=True)
class Instrument:
    """One row of the catalogue. All but levers carry phrase, clause, documents and how they are reported."""

    name: Label
    kind: str = "lever"
    phrase: str = ""
    clause: str = ""
    documents: tuple[str, ...] = ()
    reported: Label | None = None


def _lever(en: str, zh: str) -> Instrument:
    return Instrument(Label(en, zh))


INSTRUMENTS: dict[int, Instrument] = {
    1: _lever("thresholds for local hukou", "落户门槛"),
    2: _lever("residence permit that works as an identity card", "居住证与身份证功能衔接"),
    3: _lever("services that vest with years of residence", "与居住年限挂钩的公共服务"),
    4: _lever("schools for all usual residents", "教育覆盖常住人口"),
    5: _lever("health care for all usual residents", "卫生覆盖常住人口"),
    6: _lever("portable social insurance", "社会保险转移接续"),
    7: _lever("employment services for all usual residents", "就业服务覆盖常住人口"),
    8: _lever("housing support for all usual residents", "住房保障覆盖常住人口"),
    9: _lever("keeping contracted land", "保留土地承包权"),
    10: _lever("keeping the homestead", "保留宅基地使用权"),
    11: _lever("keeping the share in the collective", "保留集体收益分配权"),
    12: _lever("voluntary paid exit from land rights", "依法自愿有偿转让农村权益"),
    13: _lever("reward for counties that settle newcomers", "吸纳农业转移人口财政奖励"),
    14: Instrument(
        Label("urbanization goals of 2027", "2027年城镇化率目标"), "goal",
        "到2027年，全省常住人口城镇化率力争达到63%，县域常住人口城镇化率达到48%", "IV(1)", ("decision",),
        Label("met or missed, by how much and since when (goals of every run); never steered to",
              "每次运行报告是否达到、差距多少、何时达到，不据此调整模型"),
    ),
    15: _lever("use of land titles", "用好确权登记颁证成果"),
    16: _lever("services for renting land", "土地流转服务体系"),
    17: _lever("larger farms and joined fields", "适度规模经营与农田集中连片"),
    18: _lever("action against abandoned land", "撂荒地整治"),
    19: _lever("use of idle homesteads and farmhouses", "放活闲置宅基地和农房"),
    20: _lever("shared and concentrated housing", "联建房与集中式住宅"),
    21: Instrument(
        Label("no sale of homesteads to townspeople", "严禁城镇居民购买宅基地"), "constraint",
        "严禁城镇居民到农村购买宅基地", "IV(2)", ("decision",),
        Label("no rule lets anyone but the collective acquire a homestead; those sold and given up are counted",
              "模型中除集体外无人可取得宅基地；出让与退出的宅基地均有计数"),
    ),
    22: _lever("collective construction land on the market", "集体经营性建设用地入市"),
    23: _lever("land quota moved between villages", "增减挂钩跨村组调整"),
    24: _lever("loans on rural property", "农村产权抵质押"),
    25: _lever("land revenue, fund and bonds for the countryside", "土地出让收入、基金与债券支农"),
    26: _lever("limits on government debt", "严格控制政府债务规模"),
    27: _lever("more power and money for counties", "扩权强县"),
    28: _lever("land for the county seat", "优化县城用地"),
    29: _lever("repairs and comfort of the county seat", "县城精修细补民生工程"),
    30: _lever("pipes, water, waste and fire safety", "县城市政管网与公用设施"),
    31: _lever("relief of county seats in danger", "自然灾害风险县城疏解"),
    32: _lever("industry for the county seat", "做强县城产业"),
    33: _lever("trade, tourism and private business", "县域商业、旅游与民营经济"),
    34: _lever("1000 demonstration villages a year", "每年培育1000个示范村"),
    35: _lever("village industries", "乡村特色产业"),
    36: _lever("the new collective economy", "新型农村集体经济"),
    37: _lever("the villages' living environment", "农村人居环境"),
    38: _lever("training and public works for rural workers", "农民工培训与以工代赈"),
    39: _lever("minimum income", "最低生活保障与防止返贫"),
    40: Instrument(
        Label("income ratio of 2027", "2027年城乡居民收入比目标"), "goal",
        "到2027年，全省城乡居民人均可支配收入比达到2.1∶1左右", "III(3)", ("decision", "lushan"),
        Label("the ratio of 2022 times its simulated change, against the goal in every run; never set",
              "以2022年收入比乘模拟变化，每次运行与目标比较，不作设定"),
    ),
    41: _lever("200 central towns", "200个省级百强中心镇"),
    42: _lever("large towns planned as small cities", "镇区人口超5万按小城市标准建设"),
    43: _lever("roads and rural transport", "城乡道路与客货运输"),
    44: _lever("water, power, gas and network in the countryside", "城乡供水供电供气与信息设施"),
    45: _lever("school communities and rotating teachers", "城乡学校共同体与教师交流轮岗"),
    46: _lever("schools and hospitals that follow the people", "按人口流动调整学校医院布局"),
    47: _lever("county hospitals", "县级医院提标改造"),
    48: _lever("county medical communities", "紧密型县域医共体"),
    49: _lever("elder care at three levels", "三级养老服务网络"),
    50: _lever("affordable childcare", "普惠托育与学前教育"),
    51: _lever("care for children left behind", "关爱农村留守儿童"),
    52: _lever("one standard of benefits", "民生政策标准统一、制度并轨"),
    53: _lever("culture and sports", "公共文化与体育设施"),
    54: _lever("talent and returning workers", "人才入乡与农民工回引"),
    55: _lever("digital government", "治理数字化与网上办事"),
    56: _lever("customs: no exorbitant bride price", "遏制天价彩礼"),
    57: Instrument(
        Label("pilot counties", "试点示范"), "timing",
        "抓好试点示范", "VII(2)", ("decision",),
        Label("a scenario's “where” sets levers for named counties or a group, each from its own year",
              "情景文件的“where”可只对指定县（市）或组、从各自年份起设定政策"),
    ),
    58: _lever("assessment and incentives", "强化考核激励"),
    59: Instrument(
        Label("the window and its years", "窗口期与目标年份"), "timing",
        "今后十五年是破除城乡二元结构、健全城乡融合发展体制机制的窗口期", "I", ("decision", "lushan"),
        Label("every lever's value is dated, and “delay_years” moves all of them; 2027 and 2035 are reported",
              "政策取值均注明年份，“delay_years”可整体推迟；报告2027年和2035年结果"),
    ),
    60: Instrument(
        Label("farmers' own will and the red line of arable land", "尊重农民意愿与守住耕地红线"), "constraint",
        "守住土地公有制性质不改变、耕地红线不突破、农民利益不受损底线", "I", ("decision", "shanxi"),
        Label("a right ends only with a household's own act: conversion at a known risk, or exit; "
              "no lever takes arable land out of use",
              "权利只因农户自己的行为而终止：已知风险下落户，或自愿退出；没有政策会减少耕地"),
    ),
    61: Instrument(
        Label("a county's own goals", "县级自身目标"), "goal",
        "全县地区生产总值达到100亿元…常住人口城镇化率力争达到60%", "goals of 2027", ("lushan", "shanxi"),
        Label("Lushan's goals are judged in every run, never set; output is not modelled; a scenario may add its own",
              "每次运行评判芦山县目标，不作设定；模型不含地区生产总值；情景可自定目标"),
    ),
}  # fmt: skip


def levers_by_number(levers: Iterable[Lever]) -> dict[int, tuple[Lever, ...]]:
    """The levers that carry out each instrument; an instrument without any has an empty tuple."""
    found: dict[int, list[Lever]] = {number: [] for number in INSTRUMENTS}
    for lever in levers:
        found.setdefault(lever.number, []).append(lever)
    return {number: tuple(each) for number, each in found.items()}

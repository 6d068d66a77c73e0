"""What a household is and does, in English and Chinese; `strings` joins it to the rest."""

from __future__ import annotations

from ..parameters import Label


def _named(prefix: str, **labels: tuple[str, str]) -> dict[str, Label]:
    return {f"{prefix}_{name}": Label(*label) for name, label in labels.items()}


HOUSEHOLD_STRINGS: dict[str, Label] = {
    **_named(
        "alternative",
        village=("in the village", "住在乡村"),
        village_workers_away=("in the village, workers away", "家在乡村，劳力外出"),
        town=("in town", "住在镇区"),
        seat=("in the county seat", "住在县城"),
        seat_for_school=("in the seat for school", "县城陪读"),
        seat_workers_away=("in the seat, workers away", "家在县城，劳力外出"),
        city=("in a city of the province", "举家在省内城市"),
        other_province=("in another province", "举家在省外"),
    ),
    **_named(
        "event",
        enters_primary=("a child enters primary school", "子女上小学"),
        enters_junior_high=("a child enters junior high school", "子女上初中"),
        enters_senior_high=("a child enters senior high school", "子女上高中"),
        partnership=("a marriage", "结婚"),
        birth=("a birth", "生育"),
        parent_turns_60=("a parent turns 60", "父母满60岁"),
        retirement=("retirement", "退休"),
        widowhood=("widowhood", "丧偶"),
        formed=("the household is formed", "新成立家庭"),
        home_offered=("a home in town is offered", "获配城镇住房"),
        considers_only_the_offer=("considers the offer only", "仅考虑该住房"),
    ),
    **_named(
        "hukou",
        rural=("rural, here", "本县农业户口"),
        urban=("urban, here", "本县城镇户口"),
        other_county=("another county", "外县户口"),
        other_province=("another province", "外省户口"),
        moved_to_city=("moved to a city", "已迁入城市"),
    ),
    **_named(
        "right",
        none=("none", "无"),
        held=("held", "持有"),
        rented_out=("let", "流转"),
        given_up=("given up", "放弃"),
        sold=("exited for payment", "有偿退出"),
        idle=("idle", "闲置"),
    ),
    **_named("tenure", none=("none", "无"), renting=("rented", "租住"), owner=("owned", "自有")),
    **_named("sex", male=("man", "男"), female=("woman", "女")),
}

"""Guesses why single counties are missed, and why published effects are: general knowledge, not tested."""

from __future__ import annotations

GUESSES: dict[str, str] = {
    "石棉县": "a small county whose share rose by 44.6 points: hydropower resettlement and most likely another "
             "reading of which places are urban",
    "汉源县": "the Pubugou reservoir: seat and villages were resettled into a new town around 2010",
    "金堂县": "an industrial new town of Chengdu's metropolitan area",
    "简阳市": "came under Chengdu in 2016, with the new airport",
    "三台县": "a very populous farming county that sends workers to Mianyang and Chengdu rather than to its towns",
    "木里藏族自治县": "remote, high birth rate; poverty relocation that mostly kept people in villages",
    "白玉县": "herders' settlement around the seat; in the model its few town homes are full, and none are built for "
             "those who find no room",
    "色达县": "herders' settlement and a monastery town; in the model its few town homes are full",
    "茂县": "rebuilt after the earthquake of 2008, tourism",
    "射洪市": "industry; became a city in 2019",
    "雷波县": "high birth rate; relocation that kept people in villages",
    "小金县": "rebuilt after the earthquake of 2008, tourism",
    "理塘县": "herders' settlement around the seat, tourism",
    "红原县": "herders' settlement programme",
    "若尔盖县": "herders' settlement programme",
    "德格县": "herders' settlement and relocation to the seat",
    "仪陇县": "the census counts fewer urban residents than ten years before: another reading of urban places",
    "丹棱县": "the census counts fewer urban residents than ten years before: another reading of urban places",
    "美姑县": "the census counts fewer urban residents than ten years before; high birth rate",
    "普格县": "high birth rate; relocation that kept people in villages",
    "平武县": "lost people after the earthquake of 2008",
    "黑水县": "rebuilt after the earthquake of 2008, tourism",
    "马边彝族自治县": "relocation into the seat",
}

WHY: dict[str, str] = {
    "reform_countryside": "in the model hukou weighs through access to services and conversion; most counties' "
                          "thresholds were low already (E:C2), and few families reconsider within four years",
    "reform_urban_hukou": "conversion follows thresholds and the rights at stake, at a rate set to members away",
    "reform_migrants": "those who convert leave the group that is counted, and no more set out than before",
    "reallocation": "the cost of insecure land is 0.18 logits, as derived from this study, but acts only on the sixth "
                    "of families that reconsiders in a year; a whole-village answer in one year is not reached",
    "pension_threshold": "the events of a parent's 60th year make a family reconsider, but tell little against luck",
    "titling_work": "the same slow answer as for reallocation",
    "titling_hukou": "titles reach conversion only through residence in town",
    "rent_out": "letting follows whether anyone is left to farm, at assumed rates",
    "rent_out_area": "letting follows whether anyone is left to farm, at assumed rates",
    "general_equilibrium": "wages and rents of the cities outside are given, and homes and services are built as "
                           "demand grows: see docs/lever_effects.md",
}

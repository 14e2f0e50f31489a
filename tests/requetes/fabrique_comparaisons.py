"""Un découpage minuscule, pour comparer des zones et diviser par leurs communes."""

#: Gao a trois communes, Ménaka une, Douentza deux.
COMMUNES = {"GAO": ("C1", "C2", "C3"), "MENAKA": ("C4",), "DOUENTZA": ("C5", "C6")}


def avec_communes(fabrique):
    rang = 100
    for region, codes in COMMUNES.items():
        for code in codes:
            rang += 1
            fabrique.ajouter(
                "zone", code=code, niveau="commune", nom=f"Commune {code}", parent=region, region=region, ordre=rang
            )
            for ancetre, niveau in ((code, "commune"), (region, "region"), ("SOCLE", "SOCLE")):
                fabrique.ajouter("zone_ascendance", code=code, ancetre=ancetre, niveau_ancetre=niveau)
    return fabrique

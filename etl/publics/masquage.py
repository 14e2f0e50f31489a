def compte_des_personnes(indicateur):
    return str(indicateur["source_calcul"]) in (
        "usagers_services",
        "presence_representants",
        "personnes_formees",
        "actes_spi",
        "femmes_spi",
    )


def masquer(valeurs, indicateurs, zones, periodes, seuil=5):
    return valeurs.assign(masque=False)

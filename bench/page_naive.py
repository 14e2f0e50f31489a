"""La vue d'ensemble que l'on écrirait d'abord : relire les lignes reçues à chaque passage, et tout recalculer.

Les neuf phares avec leur cible due et leur petite courbe, les trois plus grands écarts des régions, les rapports en
attente, le tableau : ce que montre la vraie page. Ni cache, ni table `valeurs`. Servie par `bench.sessions`, qui
vérifie que ses chiffres sont ceux du produit. Les lignes sont lues dans l'édition, déjà typées et sans doublon :
rouvrir les classeurs à chaque passage coûterait plus.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from domaine.reglages import dossier_donnees
from figures.mots import ecriture
from figures.svg.etincelle import dessiner_etincelle
from requetes.edition.ouverture import Base, edition_a_lire, ouvrir

_VUE_JOURS = 90
_TABLES = (
    "composante",
    "cible",
    "indicateur",
    "zone",
    "zone_ascendance",
    "periode",
    "rapport_activite",
    "point_service",
)


def lire(base: Base) -> dict[str, pd.DataFrame]:
    """Toutes les lignes reçues que la page emploie."""
    return {table: base.lire(f"SELECT * FROM {table}") for table in _TABLES}


def calculer(t: dict[str, pd.DataFrame], code: str, zone: str, jour: pd.Timestamp) -> float | None:
    """Un phare, cumulé à une date, dans une zone ; absent sans aucune ligne."""
    dans = t["zone_ascendance"][t["zone_ascendance"]["ancetre"] == zone]["code"]
    c = t["composante"]
    c = c[(c["code_indicateur"] == code) & c["code_zone"].isin(dans) & c["dimension"].isna() & (c["date"] <= jour)]
    if c.empty:
        return None
    indicateur = t["indicateur"].set_index("code").loc[code]
    if indicateur["regle_temps"] == "somme":
        return _rapport(c) if indicateur["nature"] == "ratio" else float(c["valeur"].sum())
    dernieres = c.sort_values("date").groupby("id_entite").last()
    if indicateur["nature"] == "stock":
        return float(c.groupby("id_entite")["valeur"].max().sum())
    if code in ("OS1", "R2.7"):
        # Un point que l'on n'a pas vu depuis 90 jours ne compte plus comme fonctionnel.
        vus = (jour - dernieres["date"]).dt.days <= _VUE_JOURS
        dernieres["numerateur"] = dernieres["numerateur"].where(vus, 0)
    if code == "R2.7":
        communes = t["zone"][(t["zone"]["niveau"] == "commune") & t["zone"]["code"].isin(dans)]
        return 100 * dernieres[dernieres["numerateur"] > 0]["code_zone"].nunique() / len(communes)
    return _rapport(dernieres)


def _rapport(lignes: pd.DataFrame) -> float | None:
    total = lignes["denominateur"].sum()
    return float(100 * lignes["numerateur"].sum() / total) if total else None


def cible_due(t: dict[str, pd.DataFrame], code: str, zone: str, jour: pd.Timestamp) -> float | None:
    """La dernière cible cumulée échue de la zone."""
    c = t["cible"].merge(t["periode"], left_on="periode", right_on="libelle")
    c = c[(c["code_indicateur"] == code) & (c["code_zone"] == zone) & (c["nature_cible"] == "cumul")]
    echues = c[c["fin"] <= jour].sort_values("fin")
    return None if echues.empty else float(echues["valeur"].iloc[-1])


def afficher() -> None:
    edition = edition_a_lire(dossier_donnees())
    if edition is None:
        raise RuntimeError("Aucune édition à montrer.")
    base = ouvrir(edition)
    t = lire(base)
    base.fermer()
    regions = t["zone"][t["zone"]["niveau"] == "region"]
    noms = {"Toutes les régions": "SOCLE"} | dict(zip(regions["nom"], regions["code"], strict=True))
    zone = noms[st.selectbox("Région", list(noms))]
    trimestres = t["periode"][(t["periode"]["type"] == "trimestre") & t["periode"]["finie"]].sort_values("fin")
    libelle = st.selectbox("Période", list(trimestres["libelle"]), index=len(trimestres) - 1)
    jours = list(trimestres[trimestres["libelle"] <= libelle]["fin"])
    st.title("Vue d’ensemble")
    phares = t["indicateur"][t["indicateur"]["phare"]].sort_values("ordre")
    lignes, colonnes = [], st.columns(3)
    for rang, (code, nom, unite) in enumerate(phares[["code", "libelle_court", "unite"]].itertuples(index=False)):
        serie = [calculer(t, code, zone, j) for j in jours]
        cibles = [cible_due(t, code, zone, j) for j in jours]
        lignes.append({"Indicateur": nom, "Valeur": serie[-1], "Cible due": cibles[-1]})
        with colonnes[rang % 3]:
            st.markdown(f"**{nom}**")
            st.subheader(ecriture.nombre(serie[-1], unite))
            st.image(dessiner_etincelle(serie, cibles, False), width=78)
            st.caption(f"cible due {ecriture.nombre(cibles[-1], unite)}")
    _afficher_ecarts(t, phares, regions, jours[-1])
    attendus = t["rapport_activite"].merge(t["zone"], left_on="code_zone", right_on="code")
    st.table(attendus[attendus["date_reception"].isna()].groupby("nom").size().rename("rapports dus non reçus"))
    st.dataframe(pd.DataFrame(lignes), hide_index=True)


def _afficher_ecarts(
    t: dict[str, pd.DataFrame], phares: pd.DataFrame, regions: pd.DataFrame, jour: pd.Timestamp
) -> None:
    taux = []
    for code, nom in phares[["code", "libelle_court"]].itertuples(index=False):
        for region, nom_region in regions[["code", "nom"]].itertuples(index=False):
            valeur, cible = calculer(t, code, region, jour), cible_due(t, code, region, jour)
            if valeur is not None and cible:
                taux.append((100 * valeur / cible, f"{nom_region} — {nom}"))
    for part, texte in sorted(taux)[:3]:
        st.markdown(f"**{texte}** : {part:.0f} % de l’attendu")

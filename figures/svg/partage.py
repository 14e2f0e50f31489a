"""L'image à partager : la carte telle que les filtres la montrent, dans un cadre qui se suffit.

Titre, dates des couleurs et des points, légende, échelle, sources, et la marque de la démonstration : collée dans un
courriel ou un rapport, elle dit d'où elle vient. Une édition remise n'y place aucun point, comme à l'écran.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.carte import classes
from figures.carte.composition import PROVISOIRE, EtatCarte, EtatZone
from figures.carte.perimetre import hors_du_perimetre
from figures.svg import etiquettes
from figures.svg.carte_legende import definir_les_trames, encres
from figures.svg.papier import ACCENT, DISCRET, ENCRE, cadrer, couper, ecrire, polyligne
from figures.svg.partage_legende import POINTS_MAX, dessiner_colonne, dessiner_marque, dessiner_symbole
from figures.svg.zones import Projection, Surface, etiqueter, lire_lignes, lire_polygones, tracer_chemins
from requetes.carte.lecture import LectureFond

LARGEUR, HAUTEUR = 1400, 900
_GAUCHE, _HAUT, _DROITE, _BAS = 20, 128, 1060, 800
_CORPS = 15


@dataclass(frozen=True)
class Cartouche:
    """Ce qui s'écrit autour de la carte.

    Attributes:
        titre: ce que la carte montre, et où.
        lignes: sous le titre : dates, filtres.
        sources: les crédits, en bas.
        edition: quelle édition, arrêtée à quelle date.
        demonstration: des chiffres fictifs : l'image le dit.
    """

    titre: str
    lignes: tuple[str, ...]
    sources: str
    edition: str
    demonstration: bool


@dataclass(frozen=True)
class _Tracee:
    code: str
    nom: str
    surface: Surface
    centre: tuple[float, float] | None
    etat: EtatZone | None


def dessiner_image(etat: EtatCarte, fond: LectureFond, cartouche: Cartouche) -> str:
    """Le document SVG de l'image, autonome."""
    tracees = _lire(etat, fond)
    choisies = [t for t in tracees if t.etat is not None]
    contenu = [
        f'<rect width="{LARGEUR}" height="{HAUTEUR}" fill="#FFFFFF"/>',
        definir_les_trames(encres(sombre=False), 0.45),
    ]
    contenu += _entete(cartouche)
    numerotees, ailleurs = list[str](), 0
    if choisies:
        projection = Projection(
            [t.surface for t in choisies],
            _HAUT + 4,
            gauche=_GAUCHE,
            largeur=_DROITE - _GAUCHE,
            hauteur=_BAS - _HAUT - 40,
        )
        cadre = f'x="{_GAUCHE}" y="{_HAUT}" width="{_DROITE - _GAUCHE}" height="{_BAS - _HAUT}"'
        dessin, numerotees, ailleurs = _dessiner_carte(etat, fond, tracees, projection)
        contenu.append(f'<clipPath id="socle-cadre"><rect {cadre}/></clipPath>')
        contenu.append(f'<g clip-path="url(#socle-cadre)">{dessin}</g>')
        contenu += _echelle(projection)
    contenu.append(f'<rect x="{_GAUCHE}" y="{_HAUT}" width="{_DROITE - _GAUCHE}" height="{_BAS - _HAUT}" fill="none" '
                   f'stroke="{DISCRET}"/>')  # fmt: skip
    contenu += dessiner_colonne(etat, fond, numerotees, ailleurs, (_DROITE + 20, _HAUT))
    return cadrer("".join(contenu), LARGEUR, HAUTEUR, cartouche.titre, corps=_CORPS)


def _lire(etat: EtatCarte, fond: LectureFond) -> list[_Tracee]:
    zones = {z.code: z for z in fond.zones}
    tracees = []
    for code in etat.traces:
        zone, surface = zones.get(code), lire_polygones(fond.limites.get(code))
        if zone is not None and surface:
            place = None if zone.lon is None or zone.lat is None else (zone.lon, zone.lat)
            tracees.append(_Tracee(code, zone.nom, surface, place, etat.zones.get(code)))
    return tracees


def _entete(cartouche: Cartouche) -> list[str]:
    dits = [ecrire(_GAUCHE, 44, couper(cartouche.titre, 88), plus='font-size="28" font-weight="700"')]
    dits += [
        ecrire(_GAUCHE, 74 + 22 * rang, couper(ligne, 170), couleur=DISCRET, plus='font-size="16"')
        for rang, ligne in enumerate(cartouche.lignes[:2])
    ]
    dits.append(ecrire(_GAUCHE, 832, couper(cartouche.sources, 190), couleur=DISCRET, plus='font-size="13"'))
    dits.append(ecrire(_GAUCHE, 856, couper(cartouche.edition, 190), couleur=DISCRET, plus='font-size="13"'))
    dits.append(
        ecrire(LARGEUR - 20, 856, "SOCLE", ancre="end", couleur=ACCENT, plus='font-size="16" font-weight="700"')
    )
    if cartouche.demonstration:
        dits.append(f'<rect x="0" y="868" width="{LARGEUR}" height="32" fill="#FBE3C0"/>')
        dit = "DONNÉES DE DÉMONSTRATION — chiffres fictifs, à ne pas citer"
        dits.append(ecrire(LARGEUR / 2, 890, dit, ancre="middle", couleur="#6B3B00", plus='font-weight="700"'))
    return dits


def _dessiner_carte(
    etat: EtatCarte, fond: LectureFond, tracees: Sequence[_Tracee], projection: Projection
) -> tuple[str, list[str], int]:
    """Le dessin, les zones numérotées, et combien de points n'y ont pas leur place."""
    chemins = tracer_chemins([t.surface for t in tracees], projection)
    aplats = [f'<path d="{c}" fill="{_remplir(t, etat)}"/>' for t, c in zip(tracees, chemins, strict=True)]
    dessin = f'<g fill-rule="evenodd" stroke="#5F6368" stroke-width="1.2" stroke-linejoin="round">{"".join(aplats)}</g>'
    regions = [lire_polygones(fond.limites.get(z.code)) for z in fond.zones if z.niveau == "region"]
    for chemin in tracer_chemins([r for r in regions if r], projection):
        dessin += f'<path d="{chemin}" fill="none" stroke="#1B1B1B" stroke-width="2.6" stroke-linejoin="round"/>'
    for repere in fond.reperes:
        for ligne in lire_lignes(repere.geojson) if repere.genre == "fleuve" else []:
            dessin += polyligne([projection.placer(p) for p in ligne], 'stroke="#3F8FC4" stroke-width="2.4"')
    points, pris, ailleurs = _dessiner_points(etat, fond, projection)
    cercles, places = _dessiner_cercles(etat, tracees, projection)
    pris += places.values()
    marques, occupe = _dessiner_marques(etat, fond, tracees, projection, pris)
    noms, numerotees = _nommer(tracees, projection, [*pris, *occupe], places)
    dessin += noms[0] + points + cercles + marques + noms[1] + _dessiner_villes(fond, projection)
    return dessin, numerotees, ailleurs


def _remplir(tracee: _Tracee, etat: EtatCarte) -> str:
    zone = tracee.etat
    if zone is None:
        return "#F1F3F4"
    if not etat.legende.titre:
        return "#FFFFFF"
    if zone.valeur is None:
        return "url(#socle-croisillons)" if zone.inaccessible else "url(#socle-hachures)"
    if etat.cercles:
        return "#FBFAF7"
    return classes.teinte(classes.rang_classe(zone.valeur, etat.bornes), len(etat.bornes) + 1)


def _dessiner_points(
    etat: EtatCarte, fond: LectureFond, projection: Projection
) -> tuple[str, list[etiquettes.Boite], int]:
    """Les points de la sélection, et combien sont hors du périmètre ou du cadre ; trop nombreux, aucun."""
    statuts = (etat.points or {}).get("statuts", "")
    visibles = [i for i, s in enumerate(statuts) if s != "."]
    if len(visibles) > POINTS_MAX:
        return "", [], 0
    regions = [fond.limites[z.code] for z in fond.zones if z.niveau == "region" and z.code in fond.limites]
    hors = hors_du_perimetre(fond.points, regions)
    dessins, pris = [], []
    for i in visibles:
        lat, lon = fond.points["latitude"].iloc[i], fond.points["longitude"].iloc[i]
        x, y = projection.placer((float(lon), float(lat)))
        if i in hors or not (_GAUCHE < x < _DROITE and _HAUT < y < _BAS):
            continue
        dessins.append(dessiner_symbole(classes.SYMBOLES[ord(statuts[i]) - 48], x, y))
        pris.append((x - 7, y - 7, x + 7, y + 7))
    return "".join(dessins), pris, len(visibles) - len(dessins)


def _dessiner_cercles(
    etat: EtatCarte, tracees: Sequence[_Tracee], projection: Projection
) -> tuple[str, dict[str, etiquettes.Boite]]:
    if not etat.cercles:
        return "", {}
    dessins, places = [], {}
    for t in tracees:
        if t.etat is None or t.etat.valeur is None or t.centre is None:
            continue
        x, y = projection.placer(t.centre)
        rang = classes.rang_classe(t.etat.valeur, etat.bornes)
        # Comme à l'écran : «(p)» ne grossit pas le cercle, son contour en tirets le dit.
        texte = t.etat.texte.removesuffix(PROVISOIRE)
        tirets = "" if texte == t.etat.texte else ' stroke-dasharray="4 3"'
        couleur = classes.teinte(rang, len(etat.bornes) + 1)
        rayon = max(classes.RAYONS[rang], 5 + 4.4 * len(texte))
        places[t.code] = (x - rayon, y - rayon, x + rayon, y + rayon)
        dessins.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{rayon:.1f}" fill="{couleur}" stroke="#2B2F33"{tirets}/>')
        dessins.append(ecrire(x, y + 5, texte, ancre="middle", couleur=classes.encre(couleur)))
    return "".join(dessins), places


def _dessiner_marques(
    etat: EtatCarte,
    fond: LectureFond,
    tracees: Sequence[_Tracee],
    projection: Projection,
    pris: Sequence[etiquettes.Boite],
) -> tuple[str, list[etiquettes.Boite]]:
    """Chantiers, étapes, comptes : dans leur zone, ou au chef-lieu de la zone plus large dont ils relèvent."""
    villes = {r.nom: (r.lon, r.lat) for r in fond.reperes if r.genre == "villes" and r.lon is not None}
    zones = {z.code: (z.nom, z.lon, z.lat) for z in fond.zones}
    choisies = {t.code for t in tracees if t.etat is not None}
    dessins, occupe = [], list[etiquettes.Boite]()
    for marque in etat.marques:
        nom, lon, lat = zones.get(marque.zone, ("", None, None))
        if marque.zone not in choisies and nom in villes:
            lon, lat = villes[nom]
        if lon is None or lat is None:
            continue
        x, y = projection.placer((lon, lat))
        large = 28 + 8 * len(marque.texte)
        boite = etiquettes.descendre((x - large / 2, y - 11, x + large / 2, y + 11), [*pris, *occupe])
        occupe.append(boite)
        dessins.append(dessiner_marque(marque.espece, marque.texte, boite))
    return "".join(dessins), occupe


def _nommer(
    tracees: Sequence[_Tracee],
    projection: Projection,
    pris: Sequence[etiquettes.Boite],
    cercles: dict[str, etiquettes.Boite],
) -> tuple[tuple[str, str], list[str]]:
    """Les traits, puis les noms ; et les zones numérotées, pour la légende."""
    nommees = []
    for t in tracees:
        anneaux = [[projection.placer(p) for p in anneau] for polygone in t.surface for anneau in polygone]
        x, y = projection.placer(t.centre) if t.centre else anneaux[0][0]
        if t.code in cercles:
            y = cercles[t.code][3] + _CORPS * 0.7
        dites = () if t.etat is None else ("" if t.code in cercles else t.etat.texte, t.etat.ecart)
        suite = tuple(d for d in dites if d)
        nommees.append(etiquettes.Nommee(anneaux, (x, y), (t.nom, *suite), voisine=t.etat is None))
    traits, noms, numerotees = [], [], []
    cadre = (_GAUCHE + 4.0, _HAUT + 4.0, _DROITE - 4.0, _BAS - 30.0)
    for nommee, posee in etiquettes.placer_les_noms(nommees, _CORPS, cadre, pris):
        gauche, haut, droite, bas = posee.boite
        if posee.trait is not None:
            (x1, y1), (x2, y2) = posee.trait, etiquettes.bout(posee.trait, posee.boite)
            traits.append(f'<path d="M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}" stroke="#1B1B1B" stroke-width="1.2"/>')
            traits.append(f'<circle cx="{x1:.0f}" cy="{y1:.0f}" r="2.6" fill="#1B1B1B"/>')
        if posee.numero:
            numerotees.append(f"{posee.numero}. {' : '.join(nommee.lignes)}")
            x, y, rayon = (gauche + droite) / 2, (haut + bas) / 2, (droite - gauche) / 2
            noms.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{rayon:.0f}" fill="#FFFFFF" stroke="#1B1B1B"/>')
        x = (gauche + droite) / 2
        for rang, ligne in enumerate(posee.lignes):
            y = haut + _CORPS * (0.95 + 1.2 * rang)
            noms.append(etiqueter(x, y, ligne, DISCRET if nommee.voisine else ENCRE, "#FFFFFF", _CORPS, gras=not rang))
    return ("".join(traits), "".join(noms)), numerotees


def _dessiner_villes(fond: LectureFond, projection: Projection) -> str:
    dessins = []
    for ville in fond.reperes:
        if ville.genre == "villes" and ville.lon is not None and ville.lat is not None:
            x, y = projection.placer((ville.lon, ville.lat))
            dessins.append(
                f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#1B1B1B" stroke="#FFFFFF"/>'
            )
    return "".join(dessins)


def _echelle(projection: Projection) -> list[str]:
    km = next((k for k in (500, 200, 100, 50, 20, 10, 5, 2) if k * projection.par_km < 200), 1)
    x, y, long = _GAUCHE + 14, _BAS - 14, km * projection.par_km
    barre = polyligne([(x, y - 7), (x, y), (x + long, y), (x + long, y - 7)], f'stroke="{ENCRE}" stroke-width="2"')
    papier = f'<rect x="{x - 6}" y="{y - 22}" width="{long + 12:.0f}" height="28" fill="#FFFFFF" fill-opacity="0.85"/>'
    return [papier, barre, ecrire(x + 6, y - 5, f"{km}\u00a0km", plus='font-size="13"')]

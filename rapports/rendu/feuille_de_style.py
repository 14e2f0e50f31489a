"""La feuille de style du rapport HTML : un écran large, un téléphone, une feuille A4."""

from __future__ import annotations

from typing import Final


def marges(avertissement: str, rappel: str) -> str:
    """Ce que porte chaque page imprimée, dans ses marges : l'avertissement, le rappel, le numéro de page.

    Chaque caractère y est écrit par son numéro : aucun texte reçu ne peut fermer la règle.
    """
    corps = "font:8pt system-ui,sans-serif"
    return (
        f'@page{{@top-center{{content:"{_numeroter(avertissement)}";{corps};font-weight:700;color:#6B3B00}}'
        f'@bottom-left{{content:"{_numeroter(rappel)}";{corps};color:#5A6670}}'
        f'@bottom-right{{content:counter(page) " / " counter(pages);{corps};color:#5A6670}}}}'
    )


def _numeroter(texte: str) -> str:
    r"""Un texte dans une règle CSS.

    >>> _numeroter('"}')
    '\\000022\\00007d'
    """
    return "".join(f"\\{ord(c):06x}" for c in texte)


#: Les polices du poste seulement. Aucune couleur ne porte seule une information.
STYLE: Final = """
:root{color-scheme:light;--encre:#1B2730;--discret:#5A6670;--trait:#C9D2DA;--accent:#0B3A6F}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--encre);line-height:1.5;font:16px/1.5 system-ui,'Segoe UI',Roboto,
'Noto Sans','Liberation Sans',sans-serif;overflow-wrap:anywhere}
main{max-width:1060px;margin:0 auto;padding:0 20px 40px}
.bandeau{margin:0;padding:8px 20px;background:#FDE6C8;color:#6B3B00;text-align:center;font-weight:700}
footer{border-top:1px solid var(--trait);color:var(--discret);text-align:center;font-size:14px;padding:8px 20px}
h1{font-size:34px;line-height:1.2;margin:8px 0 20px;color:var(--accent)}
h2{font-size:26px;line-height:1.25;margin:48px 0 12px;padding-top:16px;border-top:3px solid var(--accent);
color:var(--accent)}
h3{font-size:20px;line-height:1.3;margin:28px 0 8px}
h4{font-size:17px;margin:20px 0 6px}
p{margin:8px 0;max-width:78ch}
.tete{font-size:19px;font-weight:600}
.sur{color:var(--discret);font-size:18px;margin:0}
.garde{padding-top:56px}
.garde dl,dl{margin:12px 0}
dl>div{display:flex;gap:12px;padding:3px 0}
dt{flex:0 0 190px;color:var(--discret)}
dd{margin:0;flex:1;min-width:0;max-width:80ch}
.garde dd{font-weight:600}
.avertissement{border:3px solid #A3241D;padding:10px 14px;font-weight:700;max-width:none}
.note{color:var(--discret);font-size:14.5px;border-left:3px solid var(--trait);padding-left:10px}
.note b{color:var(--encre)}
nav ol{columns:2;padding-left:22px}
nav h2{border:0;padding:0;margin-top:32px;font-size:20px}
a{color:#0B5394}
:focus-visible{outline:3px solid #B8860B;outline-offset:2px}
ul{padding-left:22px;margin:8px 0}
li{margin:4px 0;max-width:84ch}
.defile{overflow-x:auto;margin:14px 0 18px}
table{border-collapse:collapse;width:100%;font-size:14.5px;line-height:1.35;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:700;padding:4px 0 6px;font-size:15px}
table{table-layout:fixed}.gauche{overflow-wrap:break-word;hyphens:auto;-webkit-hyphens:auto}
.droite{overflow-wrap:normal}
th,td{padding:5px 9px;vertical-align:top;border-bottom:1px solid var(--trait);text-align:left}
thead th{border-bottom:2px solid var(--encre);vertical-align:bottom;font-weight:600}
tbody th{font-weight:400}
.droite{text-align:right}
.centre{text-align:center}
.etat{display:inline-block;white-space:nowrap;padding:0 6px;border-radius:3px;border:1px solid currentColor}
figure{margin:14px 0;min-width:0;max-width:680px}
figure svg{display:block;width:100%;height:auto}
figcaption{color:var(--discret);font-size:14.5px;margin-top:4px}
.lu{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.grille{display:grid;grid-template-columns:1fr 1fr;gap:18px 28px}
.grille figure{margin:0}
.large{max-width:860px}.grille figure{max-width:none}
.fiche{border-top:1px solid var(--trait);padding:4px 0 8px}
.fiche h3{font-size:17px;margin:12px 0 4px}
.fiche dl{font-size:15px;margin:4px 0}
@media screen and (max-width:760px){
h1{font-size:27px}h2{font-size:22px}.garde{padding-top:24px}
.grille{grid-template-columns:1fr}nav ol{columns:1}
dl>div{display:block;padding:5px 0}
.defile table{min-width:var(--large);table-layout:auto}
tbody th,thead th:first-child{position:sticky;left:0;background:#fff}
.large{overflow-x:auto}.large svg{min-width:620px}
}
@page{size:A4;margin:16mm 14mm 18mm}
@media print{
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:9.5pt;line-height:1.35}main{padding:0;max-width:none}nav,footer,.bandeau{display:none}
.garde{padding-top:30mm;min-height:200mm}
h1{font-size:24pt}h2{font-size:17pt;margin-top:0;break-before:page;border:0;padding:0}
h3{font-size:12.5pt;margin:12pt 0 4pt}
h4{font-size:11pt;margin:9pt 0 3pt}h2,h3,h4,caption{break-after:avoid}
.tete{font-size:12pt}table{font-size:8.2pt}caption{font-size:9pt}.note,figcaption{font-size:8.5pt}
th,td{padding:2pt 4pt}.defile{overflow:visible;margin:6pt 0 8pt}
p{max-width:none}tr,figure,.court,.fiche,.note,li{break-inside:avoid}thead{display:table-header-group}
p{orphans:3;widows:3}.fiche h3{font-size:10.5pt}.fiche dl{font-size:8.4pt;line-height:1.25;margin:2pt 0}
dt{flex-basis:34mm}
.garde dt{flex-basis:48mm}dl>div{padding:.7pt 0}.fiche{padding:1pt 0 3pt}.fiche h3{margin:5pt 0 2pt}

figure{max-width:104mm;margin-left:auto;margin-right:auto}
.large,.grille figure{max-width:none}.grille{gap:8pt 14pt}.grille figure{margin-bottom:6pt}
a{color:inherit;text-decoration:none}
}
"""

/* Le vocabulaire graphique de la carte : géométries, trames, symboles, légende. Ne connaît ni la carte ni le serveur.
   Tout texte reçu entre par textContent : aucun HTML n'est composé ici. */
(function () {
  "use strict";
  if (window.SocleDessin) return;

  /* En dessous de cette largeur, la légende s'ouvre d'un clic et ne prend pas de place à la carte. */
  var LARGE = 760;

  function noeud(balise, classe, texte) {
    var n = document.createElement(balise);
    if (classe) n.className = classe;
    if (texte !== undefined && texte !== null) n.textContent = String(texte);
    return n;
  }

  /* ---- géométries : entiers en 1/10 000 de degré, chaque point en écart du précédent (lon, lat) ---- */
  function decoder(anneau) {
    var points = [], x = 0, y = 0;
    for (var i = 0; i < anneau.length; i += 2) {
      x += anneau[i]; y += anneau[i + 1];
      points.push([y / 1e4, x / 1e4]);
    }
    return points;
  }

  function polygones(codes) {
    return codes.map(function (polygone) { return polygone.map(decoder); });
  }

  /* Vrai si le point est dans la surface (tous ses anneaux, trous compris), en pixels. */
  function dedans(anneaux, x, y) {
    var dans = false;
    for (var k = 0; k < anneaux.length; k++) for (var a = anneaux[k], i = 0, j = a.length - 1; i < a.length; j = i++)
      if ((a[i][1] > y) !== (a[j][1] > y) && x < (a[j][0] - a[i][0]) * (y - a[i][1]) / (a[j][1] - a[i][1]) + a[i][0]) dans = !dans;
    return dans;
  }

  /* ---- trames des deux classes sans chiffre ---- */
  function poserTrames() {
    if (document.getElementById("socle-trames")) return;
    var ns = "http://www.w3.org/2000/svg";
    function el(nom, attributs, parent) {
      var e = document.createElementNS(ns, nom);
      for (var cle in attributs) e.setAttribute(cle, attributs[cle]);
      if (parent) parent.appendChild(e);
      return e;
    }
    var svg = el("svg", {id: "socle-trames", width: 0, height: 0, "aria-hidden": "true"});
    var defs = el("defs", {}, svg);
    function trame(id, fond, traits, couleur) {
      var m = el("pattern", {id: id, width: 8, height: 8, patternUnits: "userSpaceOnUse"}, defs);
      el("rect", {width: 8, height: 8, fill: fond}, m);
      traits.forEach(function (d) { el("path", {d: d, stroke: couleur, "stroke-width": 1.1}, m); });
    }
    var montant = "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", descendant = "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2";
    trame("hachures", "#f7f7f5", [montant], "#a3a39d");
    trame("croisillons", "#e6e2dc", [montant, descendant], "#77706a");
    svg.style.position = "absolute";
    document.body.appendChild(svg);
  }

  /* ---- symboles : une forme par statut, la même sur la carte et dans la légende ---- */
  function tracerForme(ctx, forme, x, y, r) {
    ctx.beginPath();
    if (forme === "carre") ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    else if (forme === "triangle") {
      ctx.moveTo(x, y - r * 1.15); ctx.lineTo(x + r * 1.1, y + r * 0.8); ctx.lineTo(x - r * 1.1, y + r * 0.8);
      ctx.closePath();
    } else if (forme === "losange") {
      ctx.moveTo(x, y - r * 1.2); ctx.lineTo(x + r * 1.2, y); ctx.lineTo(x, y + r * 1.2); ctx.lineTo(x - r * 1.2, y);
      ctx.closePath();
    } else if (forme === "croix") {
      var a = r * 0.38, b = r * 1.1;
      [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]]
        .forEach(function (p, i) {
          // La croix est tournée d'un huitième de tour : un ✕, que l'on ne prend pas pour un repère de santé.
          var px = x + (p[0] - p[1]) * 0.7071, py = y + (p[0] + p[1]) * 0.7071;
          if (i) ctx.lineTo(px, py); else ctx.moveTo(px, py);
        });
      ctx.closePath();
    } else ctx.arc(x, y, forme === "petit" ? r * 0.7 : r, 0, 2 * Math.PI);
  }

  function dessinerSymbole(ctx, statut, x, y, r) {
    var vide = statut.forme === "anneau" || statut.forme === "petit";
    tracerForme(ctx, statut.forme, x, y, r);
    ctx.lineJoin = "round";
    ctx.strokeStyle = "#ffffff"; ctx.lineWidth = vide ? 5 : 3; ctx.stroke();
    ctx.fillStyle = vide ? "#ffffff" : statut.couleur; ctx.fill();
    ctx.strokeStyle = vide ? statut.couleur : "rgba(20,20,20,.75)"; ctx.lineWidth = vide ? 2.2 : 0.9; ctx.stroke();
  }

  function rectangle(x, y, l, h) { return {g: x - l / 2, d: x + l / 2, h: y - h / 2, b: y + h / 2}; }

  /* Chantiers (une maison), étapes SPI (un fanion), points comptés par zone (une grappe) : aucune de ces formes n'est celle
     d'un statut de point. */
  function dessinerMarque(ctx, espece, x, y, r) {
    ctx.beginPath();
    if (espece === "chantiers") {
      ctx.moveTo(x, y - r); ctx.lineTo(x + r * 1.1, y - r * 0.1); ctx.lineTo(x + r * 0.8, y - r * 0.1);
      ctx.lineTo(x + r * 0.8, y + r); ctx.lineTo(x - r * 0.8, y + r); ctx.lineTo(x - r * 0.8, y - r * 0.1);
      ctx.lineTo(x - r * 1.1, y - r * 0.1);
    } else if (espece === "points") {
      [[0, -0.55], [-0.6, 0.5], [0.6, 0.5]].forEach(function (p) {
        ctx.moveTo(x + (p[0] + 0.48) * r, y + p[1] * r); ctx.arc(x + p[0] * r, y + p[1] * r, r * 0.48, 0, 2 * Math.PI);
      });
    } else {
      ctx.moveTo(x - r * 0.8, y - r); ctx.lineTo(x + r * 1.1, y - r * 0.45); ctx.lineTo(x - r * 0.5, y + r * 0.1);
      ctx.lineTo(x - r * 0.5, y + r * 1.1); ctx.lineTo(x - r * 0.8, y + r * 1.1);
    }
    ctx.closePath();
    ctx.lineJoin = "round";
    ctx.fillStyle = {chantiers: "#7a4a12", points: "#0b4f6c"}[espece] || "#5b2a86"; ctx.fill();
  }

  function pastille(dessiner) {
    var toile = noeud("canvas", "socle-pastille"), k = 2;
    toile.width = 18 * k; toile.height = 18 * k;
    var ctx = toile.getContext("2d");
    ctx.scale(k, k);
    dessiner(ctx);
    return toile;
  }

  function pastilleStatut(statut) {
    return pastille(function (ctx) { dessinerSymbole(ctx, statut, 9, 9, 5.6); });
  }

  /* Un chef-lieu : un carré noir bordé de blanc, qu'aucun statut de point n'emploie à cette taille. */
  function dessinerVille(ctx, x, y) {
    ctx.fillStyle = "#ffffff"; ctx.fillRect(x - 3.5, y - 3.5, 7, 7);
    ctx.fillStyle = "#1b1b1b"; ctx.fillRect(x - 2.2, y - 2.2, 4.4, 4.4);
  }

  /* L'anneau d'un point montré au bord, parce que sa position reçue est ailleurs. */
  function dessinerHors(ctx, x, y, r) {
    ctx.beginPath(); ctx.arc(x || 9, y || 9, r || 7, 0, 2 * Math.PI);
    ctx.setLineDash([3, 2]); ctx.strokeStyle = "#b3261e"; ctx.lineWidth = 2; ctx.stroke(); ctx.setLineDash([]);
  }

  function pastilleMarque(espece) {
    return pastille(function (ctx) { dessinerMarque(ctx, espece, 9, 9, 6.5); });
  }

  /* ---- la légende ---- */
  function caseDeClasse(entree) {
    var p = noeud("span", "socle-case" + (entree.rayon ? " ronde" : ""));
    if (entree.trame) p.classList.add(entree.trame);
    if (entree.rayon) p.style.width = p.style.height = Math.min(2 * entree.rayon, 30) + "px";
    if (entree.couleur) p.style.background = entree.couleur;
    return p;
  }

  function entree(dessin, texte) {
    var ligne = noeud("div", "socle-entree"), porte = noeud("span", "socle-porte-pastille");
    porte.appendChild(dessin);
    ligne.appendChild(porte); ligne.appendChild(noeud("span", "", texte));
    return ligne;
  }

  function groupe(titre, precision, entrees) {
    var boite = noeud("div", "socle-groupe");
    boite.appendChild(noeud("h4", "", titre));
    if (precision) boite.appendChild(noeud("p", "", precision));
    entrees.forEach(function (e) { boite.appendChild(e); });
    return boite;
  }

  /* Les points de la sélection dont la position reçue est loin des régions : comptés à part, dont ceux à l'envers. */
  function compterHors(fond, etat) {
    var hors = fond.points.hors || {}, tous = 0, inverses = 0;
    Object.keys(hors).forEach(function (i) {
      if (!etat.statuts || etat.statuts[i] === ".") return;
      tous += 1;
      if (hors[i][0] === "inversée") inverses += 1;
    });
    return {tous: tous, inverses: inverses};
  }

  /* Les zones trop petites pour leur nom : un numéro sur la carte, le nom et la valeur ici. */
  function numeroter(boite, numeros) {
    boite.textContent = "";
    if (!numeros.length) return;
    boite.appendChild(groupe("Zones numérotées", "", numeros.map(function (n) {
      return entree(noeud("span", "socle-numero", n.numero), n.lignes.join(" : "));
    })));
  }

  /* `bande` : couchée au bas de la carte, quand deux cartes se partagent la largeur. */
  function legende(fond, etat, largeur) {
    var l = etat.legende, boite = noeud("details", "socle-legende" + (etat.bande ? " socle-bande" : ""));
    boite.open = largeur >= (etat.bande ? 520 : LARGE);
    if (etat.bande) boite.style.width = (largeur - 24) + "px";
    boite.appendChild(noeud("summary", "", "Légende"));
    if (l.titre) boite.appendChild(groupe(l.titre, l.precision, l.classes.map(function (c) {
      return entree(caseDeClasse(c), c.libelle);
    })));
    if (l.statuts.length) {
      var points = groupe("Points de service", l.pointsLe, l.statuts.map(function (s) {
        return entree(pastilleStatut(fond.statuts[s[0]]), fond.statuts[s[0]].libelle + " : " + s[1]);
      }));
      var hors = compterHors(fond, etat);
      if (hors.tous) points.appendChild(entree(pastille(dessinerHors), "hors du périmètre, au bord : " + hors.tous +
        (hors.inverses ? " (dont " + hors.inverses + (hors.inverses > 1 ? " positions inversées)" : " position inversée)") : "")));
      boite.appendChild(points);
    }
    if (l.marques.length) boite.appendChild(groupe("Aussi sur la carte", "", l.marques.map(function (m) {
      return entree(pastilleMarque(m[0]), m[1]);
    })));
    boite.appendChild(noeud("div", "socle-numeros"));
    var reperes = [];
    if ((fond.fleuve || []).length) reperes.push(entree(noeud("span", "socle-trait"), "fleuve"));
    if ((fond.villes || []).length) reperes.push(entree(pastille(function (ctx) { dessinerVille(ctx, 9, 9); }), "chef-lieu"));
    if (reperes.length) boite.appendChild(groupe("Repères", "", reperes));
    l.notes.forEach(function (texte) { boite.appendChild(noeud("p", "socle-note", texte)); });
    L.DomEvent.disableClickPropagation(boite);
    L.DomEvent.disableScrollPropagation(boite);
    return boite;
  }

  window.SocleDessin = {
    noeud: noeud, polygones: polygones, decoder: decoder, dedans: dedans, poserTrames: poserTrames,
    dessinerVille: dessinerVille, dessinerHors: dessinerHors, numeroter: numeroter, LARGE: LARGE,
    dessinerSymbole: dessinerSymbole, dessinerMarque: dessinerMarque, rectangle: rectangle,
    pastilleStatut: pastilleStatut, legende: legende
  };
})();

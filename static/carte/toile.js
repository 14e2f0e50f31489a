/* La toile : cercles de valeurs, points, groupes qui disent ce qu'ils tiennent, chantiers et étapes SPI, noms des zones ;
   et les fiches qui s'ouvrent d'un clic. Une seule toile pour tout : jamais un marqueur par point. */
(function () {
  "use strict";
  if (window.SocleToile || !window.L || !window.SocleDessin) return;
  var D = window.SocleDessin, noeud = D.noeud, rectangle = D.rectangle, contient = D.contient;
  var dessinerSymbole = D.dessinerSymbole, dessinerMarque = D.dessinerMarque;
  var MOIS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre"];
  var RAYON = 6.5, ECART_GROUPE = 40, ZOOM_SANS_GROUPE = 14, LIGNES_MAX = 40;

  /* ---- la toile : valeurs en cercles, points, groupes qui disent ce qu'ils tiennent, noms des zones ---- */
  window.SocleToile = L.Layer.extend({
    /* `versServeur` porte au serveur ce qu'une personne demande : la fiche d'un point. */
    initialize: function (fond, etat, versServeur) {
      this._fond = fond; this._etat = etat; this._versServeur = versServeur; this._cibles = []; this._marques = [];
    },

    onAdd: function (carte) {
      this._toile = noeud("canvas", "leaflet-zoom-hide socle-points");
      carte.getPane("points").appendChild(this._toile);
      this._bulle = noeud("div", "socle-bulle");
      carte.getContainer().appendChild(this._bulle);
      carte.on("moveend viewreset resize", this._dessiner, this);
      this._surClic = this._clic.bind(this);
      this._surSouris = this._souris.bind(this);
      // En phase de capture : un point passe avant la zone qu'il recouvre, et ne fait pas descendre dans la zone.
      carte.getContainer().addEventListener("click", this._surClic, true);
      carte.getContainer().addEventListener("mousemove", this._surSouris);
      carte.getContainer().addEventListener("mouseleave", this._surSouris);
      this._dessiner();
    },

    onRemove: function (carte) {
      carte.off("moveend viewreset resize", this._dessiner, this);
      carte.getContainer().removeEventListener("click", this._surClic, true);
      carte.getContainer().removeEventListener("mousemove", this._surSouris);
      carte.getContainer().removeEventListener("mouseleave", this._surSouris);
      carte.getContainer().classList.remove("socle-sur-point");
      this._toile.remove(); this._bulle.remove();
      if (this._popup) carte.closePopup(this._popup);
    },

    _dessiner: function () {
      var carte = this._map, taille = carte.getSize(), marge = Math.round(taille.x * 0.25), k = window.devicePixelRatio || 1;
      var coin = carte.containerPointToLayerPoint([-marge, -marge]);
      var l = taille.x + 2 * marge, h = taille.y + 2 * marge, toile = this._toile;
      L.DomUtil.setPosition(toile, coin);
      toile.width = l * k; toile.height = h * k; toile.style.width = l + "px"; toile.style.height = h + "px";
      var ctx = toile.getContext("2d");
      ctx.scale(k, k);
      this._marge = marge;
      this._cibles = []; this._cercles = {}; this._marques = [];
      if (this._etat.statuts) this._grouper(l, h, marge);
      this._pris = this._cibles.map(function (c) { return rectangle(c.x, c.y, 2 * c.r + 4, 2 * c.r + 4); });
      this._cibles.forEach(function (c) {
        if (c.membres.length === 1) dessinerSymbole(ctx, this._fond.statuts[this._statut(c.membres[0])], c.x, c.y, RAYON);
        else this._dessinerGroupe(ctx, c);
      }, this);
      // Après les points : sans place libre, une pastille en couvre un bord plutôt que d'être cachée.
      this._dessinerMarques(ctx, marge);
      // Au-dessus des points : la valeur est ce que l'on est venu lire.
      if (this._etat.mode === "cercles") this._dessinerCercles(ctx, marge);
      this._ecrireNoms(ctx, marge);
    },

    _centre: function (zone, marge) {
      var e = this._map.latLngToContainerPoint([zone.lat, zone.lon]);
      return {x: e.x + marge, y: e.y + marge};
    },

    /* La première place libre autour du centre, sans sortir de la zone ; `null` s'il n'y en a pas. */
    _placer: function (centre, l, h, pas, zone) {
      var essais = [[0, 0]];
      for (var k = 1; k <= 5; k++) for (var a = 0; a < 8; a++)
        essais.push([Math.round(k * pas * Math.sin(a * Math.PI / 4)), Math.round(k * pas * Math.cos(a * Math.PI / 4))]);
      for (var i = 0; i < essais.length; i++) {
        var r = rectangle(centre.x + essais[i][0], centre.y + essais[i][1], l, h);
        if (i && !contient(zone.forme, this._map.containerPointToLatLng(
          [centre.x + essais[i][0] - this._marge, centre.y + essais[i][1] - this._marge]))) continue;
        if (!this._pris.some(function (q) { return r.g < q.d && r.d > q.g && r.h < q.b && r.b > q.h; })) return r;
      }
      return null;
    },

    _dessinerCercles: function (ctx, marge) {
      this._etat.traces.forEach(function (code) {
        var e = this._etat.zones[code], zone = this._fond.zones[code];
        if (!e || !e.rayon || !zone || zone.lat === null) return;
        var centre = this._centre(zone, marge), r = this._placer(centre, 2 * e.rayon, 2 * e.rayon, e.rayon + 16, zone) ||
          rectangle(centre.x, centre.y, 2 * e.rayon, 2 * e.rayon);
        this._pris.push(r);
        var x = (r.g + r.d) / 2, y = (r.h + r.b) / 2;
        this._cercles[code] = {x: x, y: y + e.rayon + 9};
        ctx.beginPath(); ctx.arc(x, y, e.rayon, 0, 2 * Math.PI);
        ctx.fillStyle = e.couleur; ctx.fill(); ctx.strokeStyle = "#2b2f33"; ctx.lineWidth = e.provisoire ? 1.6 : 1;
        ctx.setLineDash(e.provisoire ? [4, 3] : []); ctx.stroke(); ctx.setLineDash([]);
        ctx.font = "600 12px system-ui, sans-serif"; ctx.textAlign = "center"; ctx.textBaseline = "middle";
        ctx.fillStyle = e.encre; ctx.fillText(e.texte, x, y + 0.5);
      }, this);
    },

    /* Une pastille par zone et par espèce : le dessin et le compte, à la première place libre près du centre. */
    _dessinerMarques: function (ctx, marge) {
      this._etat.marques.forEach(function (m) {
        var zone = this._fond.zones[m.zone];
        if (!zone || zone.lat === null) return;
        ctx.font = "600 11px system-ui, sans-serif";
        var l = 26 + ctx.measureText(m.texte).width, h = 19, centre = this._centre(zone, marge);
        var r = this._placer(centre, l, h, 22, zone) || rectangle(centre.x, centre.y, l, h);
        this._pris.push(r);
        this._marques.push({r: r, marque: m, zone: zone});
        ctx.beginPath();
        if (ctx.roundRect) ctx.roundRect(r.g, r.h, l, h, 4); else ctx.rect(r.g, r.h, l, h);
        ctx.fillStyle = "#ffffff"; ctx.fill(); ctx.strokeStyle = "#5f6368"; ctx.lineWidth = 1; ctx.stroke();
        dessinerMarque(ctx, m.espece, r.g + 11, (r.h + r.b) / 2, 6);
        ctx.fillStyle = "#1b1b1b"; ctx.textAlign = "left"; ctx.textBaseline = "middle";
        ctx.fillText(m.texte, r.g + 20, (r.h + r.b) / 2 + 0.5);
      }, this);
    },

    _ecrireNoms: function (ctx, marge) {
      var etat = this._etat, carte = this._map, cercles = etat.mode === "cercles";
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      etat.traces.forEach(function (code) {
        var e = etat.zones[code], zone = this._fond.zones[code];
        if (!zone || zone.lat === null || !zone.emprise) return;
        var c = zone.emprise, no = carte.latLngToContainerPoint([c[3], c[0]]), se = carte.latLngToContainerPoint([c[1], c[2]]);
        var lignes = [zone.nom].concat(!cercles && e && e.texte ? [e.texte] : [], e && e.ecart ? [e.ecart] : []);
        ctx.font = "600 12px system-ui, sans-serif";
        var l = Math.max.apply(null, lignes.map(function (t) { return ctx.measureText(t).width; })) + 4, h = 14 * lignes.length;
        if (se.x - no.x < l * 0.85 || se.y - no.y < h * 0.9) return;
        var r = this._placer(this._cercles[code] || this._centre(zone, marge), l, h, 24, zone);
        if (!r) return;
        this._pris.push(r);
        lignes.forEach(function (texte, i) {
          ctx.font = (i ? "400" : "600") + " 12px system-ui, sans-serif";
          ctx.strokeStyle = "rgba(255,255,255,.92)"; ctx.lineWidth = 3.5;
          ctx.strokeText(texte, (r.g + r.d) / 2, r.h + 7 + 14 * i);
          ctx.fillStyle = e ? "#111111" : "#6b7075"; ctx.fillText(texte, (r.g + r.d) / 2, r.h + 7 + 14 * i);
        });
      }, this);
      ctx.font = "italic 400 12px system-ui, sans-serif";
      (this._fond.voisines || []).forEach(function (v) {
        if (v.lat === null) return;
        var r = this._placer(this._centre(v, marge), ctx.measureText(v.nom).width + 4, 14, 24, v);
        if (!r) return;
        this._pris.push(r);
        ctx.fillStyle = "#6b7075"; ctx.fillText(v.nom, (r.g + r.d) / 2, r.h + 7);
      }, this);
    },

    _statut: function (i) { return this._etat.statuts.charCodeAt(i) - 48; },

    _grouper: function (l, h, marge) {
      var carte = this._map, p = this._fond.points, cases = {}, groupes = [], pas = ECART_GROUPE;
      var seul = carte.getZoom() >= ZOOM_SANS_GROUPE, limite = seul ? 4 : pas * 0.85;
      for (var i = 0; i < p.lat.length; i++) {
        if (this._etat.statuts[i] === "." || p.lat[i] === null) continue;
        var e = carte.latLngToContainerPoint([p.lat[i], p.lon[i]]), x = e.x + marge, y = e.y + marge;
        if (x < -30 || y < -30 || x > l + 30 || y > h + 30) continue;
        var cx = Math.floor(x / pas), cy = Math.floor(y / pas), trouve = null;
        for (var dx = -1; dx <= 1 && !trouve; dx++) for (var dy = -1; dy <= 1 && !trouve; dy++) {
          (cases[(cx + dx) + ":" + (cy + dy)] || []).some(function (g) {
            if (Math.hypot(g.x0 - x, g.y0 - y) < limite) { trouve = g; return true; }
            return false;
          });
        }
        if (trouve) {
          var n = trouve.membres.push(i);
          trouve.x += (x - trouve.x) / n; trouve.y += (y - trouve.y) / n;
        } else {
          var g = {x0: x, y0: y, x: x, y: y, membres: [i]};
          groupes.push(g);
          (cases[cx + ":" + cy] = cases[cx + ":" + cy] || []).push(g);
        }
      }
      groupes.forEach(function (g) { g.r = rayon(g.membres.length); });
      this._cibles = seul ? groupes : fondre(groupes);
    },

    _comptes: function (membres) {
      var comptes = this._fond.statuts.map(function () { return 0; });
      membres.forEach(function (i) { comptes[this._statut(i)] += 1; }, this);
      return comptes;
    },

    _dessinerGroupe: function (ctx, c) {
      var total = c.membres.length, angle = -Math.PI / 2;
      ctx.beginPath(); ctx.arc(c.x, c.y, c.r + 2, 0, 2 * Math.PI); ctx.fillStyle = "#ffffff"; ctx.fill();
      this._comptes(c.membres).forEach(function (n, s) {
        if (!n) return;
        var suivant = angle + 2 * Math.PI * n / total;
        ctx.beginPath(); ctx.moveTo(c.x, c.y); ctx.arc(c.x, c.y, c.r, angle, suivant); ctx.closePath();
        ctx.fillStyle = this._fond.statuts[s].couleur; ctx.fill();
        ctx.strokeStyle = "#ffffff"; ctx.lineWidth = 1; ctx.stroke();
        angle = suivant;
      }, this);
      ctx.beginPath(); ctx.arc(c.x, c.y, c.r - 4.5, 0, 2 * Math.PI); ctx.fillStyle = "#ffffff"; ctx.fill();
      ctx.fillStyle = "#1b1b1b"; ctx.font = "600 11px system-ui, sans-serif";
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillText(String(total), c.x, c.y + 0.5);
    },

    /* Ce qui est sous le curseur : `{cible}` (un point, un groupe) ou `{marque}` ; `null` sinon. */
    _sous: function (evenement) {
      var cible = evenement.target;
      if (!this._map || (cible.closest && cible.closest(".leaflet-control, .leaflet-popup"))) return null;
      var e = this._map.mouseEventToContainerPoint(evenement), mieux = null, marge = this._marge || 0;
      this._cibles.forEach(function (c) {
        var d = Math.hypot(c.x - marge - e.x, c.y - marge - e.y);
        if (d <= c.r + 5 && (!mieux || d < mieux.d)) mieux = {d: d, cible: c};
      });
      if (mieux) return mieux;
      return this._marques.filter(function (m) {
        var r = m.r, x = e.x + marge, y = e.y + marge;
        return x >= r.g && x <= r.d && y >= r.h && y <= r.b;
      })[0] || null;
    },

    _souris: function (evenement) {
      var sous = evenement.type === "mouseleave" ? null : this._sous(evenement), marge = this._marge;
      this._map.getContainer().classList.toggle("socle-sur-point", !!sous);
      this._bulle.style.display = sous ? "block" : "none";
      if (!sous) return;
      var titre = sous.marque ? sous.marque.titre : "", lignes = [], p = this._fond.points, fond = this._fond;
      if (sous.cible && sous.cible.membres.length === 1) {
        titre = p.nom[sous.cible.membres[0]];
        lignes = [fond.statuts[this._statut(sous.cible.membres[0])].libelle];
      } else if (sous.cible) {
        titre = sous.cible.membres.length + " points";
        this._comptes(sous.cible.membres).forEach(function (n, s) { if (n) lignes.push(n + " " + fond.statuts[s].libelle); });
      }
      this._bulle.textContent = "";
      this._bulle.appendChild(noeud("b", "", titre));
      lignes.forEach(function (texte) { this._bulle.appendChild(noeud("div", "", texte)); }, this);
      var x = sous.cible ? sous.cible.x : sous.r.g, bas = sous.cible ? sous.cible.y + sous.cible.r : sous.r.b;
      this._bulle.style.top = (bas - marge + 8) + "px";
      this._bulle.style.left = Math.max(4, Math.min(x - marge - 70, this._map.getSize().x - 190)) + "px";
    },

    _clic: function (evenement) {
      if (this._map.dragging && this._map.dragging.moved()) return;
      var sous = this._sous(evenement);
      if (!sous) return;
      evenement.stopPropagation(); evenement.preventDefault();
      this._bulle.style.display = "none";
      if (sous.marque) { this._ouvrirMarque(sous); return; }
      var c = sous.cible, p = this._fond.points;
      var zone = L.latLngBounds(c.membres.map(function (i) { return [p.lat[i], p.lon[i]]; }));
      if (c.membres.length === 1) this._ouvrir(c.membres[0]);
      else if (this._map.getZoom() < ZOOM_SANS_GROUPE && !zone.getNorthEast().equals(zone.getSouthWest(), 1e-4))
        this._map.fitBounds(zone, {padding: [60, 60], maxZoom: ZOOM_SANS_GROUPE});
      else this._ouvrirListe(c.membres);
    },

    _montrer: function (position, contenu) {
      this._popup = L.popup({maxWidth: 290, minWidth: 190, autoPanPadding: [20, 20]})
        .setLatLng(position).setContent(contenu).openOn(this._map);
      var fermer = this._map.getContainer().querySelector(".leaflet-popup-close-button");
      if (fermer) { fermer.setAttribute("aria-label", "Fermer"); fermer.title = "Fermer"; }
    },

    _position: function (i) { return [this._fond.points.lat[i], this._fond.points.lon[i]]; },

    _ouvrirListe: function (membres) {
      var boite = noeud("div", "socle-fiche"), soi = this;
      boite.appendChild(noeud("h4", "", membres.length + " points au même endroit"));
      membres.slice(0, LIGNES_MAX).forEach(function (i) {
        var bouton = noeud("button", "", soi._fond.points.nom[i]);
        bouton.addEventListener("click", function () { soi._ouvrir(i); });
        boite.appendChild(bouton);
      });
      if (membres.length > LIGNES_MAX) boite.appendChild(noeud("p", "", "… et " + (membres.length - LIGNES_MAX) +
        " autres, dans le tableau sous la carte"));
      this._montrer(this._position(membres[0]), boite);
    },

    _ouvrirMarque: function (sous) {
      var m = sous.marque, boite = noeud("div", "socle-fiche"), liste = noeud("ul");
      boite.appendChild(noeud("h4", "", m.titre));
      m.lignes.forEach(function (texte) { liste.appendChild(noeud("li", "", texte)); });
      boite.appendChild(liste);
      var x = (sous.r.g + sous.r.d) / 2 - this._marge, y = sous.r.h - this._marge;
      this._montrer(this._map.containerPointToLatLng([x, y]), boite);
    },

    _ouvrir: function (i) {
      var f = this._fond, p = f.points, e = this._etat, boite = noeud("div", "socle-fiche"), s = f.statuts[this._statut(i)];
      boite.appendChild(noeud("h4", "", p.nom[i]));
      var ligne = noeud("p", "socle-statut");
      ligne.appendChild(D.pastilleStatut(s)); ligne.appendChild(noeud("span", "", s.libelle));
      boite.appendChild(ligne);
      var liste = noeud("dl"), versServeur = this._versServeur;
      function dire(mot, valeur) {
        if (valeur === null || valeur === undefined || valeur === "") return;
        liste.appendChild(noeud("dt", "", mot)); liste.appendChild(noeud("dd", "", valeur));
      }
      dire("Service", p.type[i] === null ? "n. d." : p.types[p.type[i]]);
      dire("Commune", p.zones[p.zone[i]]);
      dire("Étape", f.etapes[e.etapes.charCodeAt(i) - 48] || "n. d.");
      dire("Dernière visite", visite(e.date, e.ages[i]));
      dire("Usagers", e.usagers[i] < 0 ? "n. d." : milliers(e.usagers[i]) + " depuis le démarrage");
      dire("Source", p.fichiers[p.source[i]] + (!p.ligne[i] ? "" : ", feuille Points, ligne " + p.ligne[i]));
      boite.appendChild(liste);
      var bouton = noeud("button", "socle-vers-fiche", "Ouvrir sa fiche");
      bouton.addEventListener("click", function () { versServeur({point: i}); });
      boite.appendChild(bouton);
      this._montrer(this._position(i), boite);
    }
  });

  function rayon(nombre) { return nombre === 1 ? RAYON : 11 + 2.2 * Math.log2(nombre); }

  /* Deux groupes qui se couvriraient n'en font qu'un : un nombre à demi caché se lit faux. */
  function fondre(groupes) {
    for (var i = 0; i < groupes.length; i++) for (var j = i + 1; j < groupes.length; j++) {
      var a = groupes[i], b = groupes[j], n = a.membres.length + b.membres.length;
      if (Math.hypot(a.x - b.x, a.y - b.y) >= 0.85 * (a.r + b.r)) continue;
      a.x += (b.x - a.x) * b.membres.length / n; a.y += (b.y - a.y) * b.membres.length / n;
      a.membres = a.membres.concat(b.membres); a.r = rayon(n);
      groupes.splice(j, 1);
      i = -1; break;
    }
    return groupes;
  }

  function milliers(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f"); }

  function visite(date, age) {
    if (age === null || age === undefined || age < 0) return "jamais visité";
    var jour = new Date(date + "T12:00:00Z");
    jour.setUTCDate(jour.getUTCDate() - age);
    var n = jour.getUTCDate();
    return (n === 1 ? "1er" : n) + " " + MOIS[jour.getUTCMonth()] + " " + jour.getUTCFullYear() +
      (age === 0 ? "" : " (" + age + "\u00a0jour" + (age > 1 ? "s" : "") + " avant)");
  }

})();

/* La toile : cercles de valeurs, points, groupes qui disent ce qu'ils tiennent, chantiers et étapes SPI ; les noms des
   zones (noms.js) et les fiches (fiches.js) y sont mêlés. Une seule toile pour tout : jamais un marqueur par point. */
(function () {
  "use strict";
  if (window.SocleToile || !window.L || !window.SocleNoms || !window.SocleFiches) return;
  var D = window.SocleDessin, noeud = D.noeud, rectangle = D.rectangle;
  var dessinerSymbole = D.dessinerSymbole, dessinerMarque = D.dessinerMarque;
  var RAYON = 6.5, ECART_GROUPE = 40, ZOOM_SANS_GROUPE = 14;

  /* ---- la toile : valeurs en cercles, points, groupes qui disent ce qu'ils tiennent, noms des zones ---- */
  window.SocleToile = L.Layer.extend(L.extend({}, window.SocleNoms, window.SocleFiches, {
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
      // La feuille de style peut arriver après : la légende prend alors sa place, et ce qui est dessous se range.
      var redessiner = this._redessiner = function () { if (this._map) this._dessiner(); }.bind(this);
      document.querySelectorAll("link[rel=stylesheet]").forEach(function (lien) { lien.addEventListener("load", redessiner); });
      this._ensuite = setTimeout(redessiner, 400);
    },

    onRemove: function (carte) {
      carte.off("moveend viewreset resize", this._dessiner, this);
      carte.getContainer().removeEventListener("click", this._surClic, true);
      carte.getContainer().removeEventListener("mousemove", this._surSouris);
      carte.getContainer().removeEventListener("mouseleave", this._surSouris);
      carte.getContainer().classList.remove("socle-sur-point");
      clearTimeout(this._ensuite);
      var redessiner = this._redessiner;
      document.querySelectorAll("link[rel=stylesheet]").forEach(function (lien) { lien.removeEventListener("load", redessiner); });
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
      this._cibles = []; this._cercles = {}; this._marques = []; this._pixels = new Map();
      this._vue = {g: marge + 4, d: marge + taille.x - 4, h: marge + 4, b: marge + taille.y - 4};
      this._tracees = this._etat.traces.map(function (code) { return this._fond.zones[code]; }, this)
        .filter(function (z) { return z && z.forme; });
      this._pris = this._commandes(marge);
      if (this._etat.statuts) this._grouper(l, h, marge);
      this._pris = this._pris.concat(this._cibles.map(function (c) { return rectangle(c.x, c.y, 2 * c.r + 4, 2 * c.r + 4); }));
      (this._fond.villes || []).forEach(function (v) {
        var e = this._centre(v, marge);
        this._pris.push(rectangle(e.x, e.y, 7, 7));
        // Sous les points : un groupe qui couvre la ville garde son nombre.
        D.dessinerVille(ctx, e.x, e.y);
      }, this);
      this._cibles.forEach(function (c) {
        if (c.membres.length === 1) dessinerSymbole(ctx, this._fond.statuts[this._statut(c.membres[0])], c.x, c.y, RAYON);
        else this._dessinerGroupe(ctx, c);
        if (c.hors) D.dessinerHors(ctx, c.x, c.y, c.r + 5);
      }, this);
      // Après les points : sans place libre, une pastille en couvre un bord plutôt que d'être cachée.
      this._dessinerMarques(ctx, marge);
      // Au-dessus des points : la valeur est ce que l'on est venu lire.
      if (this._etat.mode === "cercles") this._dessinerCercles(ctx, marge);
      this._ecrireNoms(ctx, marge);
    },

    /* La place que prennent les boutons et la légende ouverte : rien ne s'écrit dessous. */
    _commandes: function (marge) {
      var cadre = this._map.getContainer(), coin = cadre.getBoundingClientRect();
      return Array.prototype.map.call(cadre.querySelectorAll(".leaflet-control"), function (n) {
        var b = n.getBoundingClientRect();
        return {g: b.left - coin.left + marge, d: b.right - coin.left + marge, h: b.top - coin.top + marge, b: b.bottom - coin.top + marge};
      });
    },

    _centre: function (zone, marge) {
      var e = this._map.latLngToContainerPoint([zone.lat, zone.lon]);
      return {x: e.x + marge, y: e.y + marge};
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
        // Ce qui relève d'une zone plus large que celles dessinées se pose à son chef-lieu, pas au milieu de nulle part.
        var siege = this._etat.zones[m.zone] ? null : (this._fond.villes || []).filter(function (v) { return v.nom === zone.nom; })[0];
        var l = 26 + ctx.measureText(m.texte).width, h = 19, centre = this._centre(siege || zone, marge);
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

    _statut: function (i) { return this._etat.statuts.charCodeAt(i) - 48; },

    _grouper: function (l, h, marge) {
      var carte = this._map, p = this._fond.points, cases = {}, groupes = [], pas = ECART_GROUPE;
      var hors = p.hors || {}, auBord = [], seul = carte.getZoom() >= ZOOM_SANS_GROUPE, limite = seul ? 4 : pas * 0.85;
      for (var i = 0; i < p.lat.length; i++) {
        if (this._etat.statuts[i] === "." || p.lat[i] === null) continue;
        if (hors[i]) { auBord.push(i); continue; }
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
      this._cibles = (seul ? groupes : fondre(groupes)).concat(this._auBord(auBord));
    },

    /* Les points dont la position reçue est loin des régions : réunis au bord du cadre, du côté où ils seraient. */
    _auBord: function (rangs) {
      var p = this._fond.points, v = this._vue, marge = this._marge, cotes = {}, soi = this;
      rangs.forEach(function (i) {
        var e = soi._map.latLngToContainerPoint([p.lat[i], p.lon[i]]);
        var x = Math.max(v.g + 16, Math.min(e.x + marge, v.d - 16)), y = Math.max(v.h + 16, Math.min(e.y + marge, v.b - 16));
        var cle = Math.round(x / 60) + ":" + Math.round(y / 60);
        (cotes[cle] = cotes[cle] || {x: x, y: y, membres: [], hors: true}).membres.push(i);
      });
      return Object.keys(cotes).map(function (cle) {
        var c = cotes[cle];
        c.r = rayon(c.membres.length);
        // Sous la légende ou les boutons, il ne se verrait pas : il glisse vers le milieu du cadre.
        for (var n = 0; n < 40 && !soi._libre(rectangle(c.x, c.y, 2 * c.r, 2 * c.r)); n++) {
          c.x += (c.x < (v.g + v.d) / 2 ? 1 : -1) * 12;
        }
        soi._pris.push(rectangle(c.x, c.y, 2 * c.r + 12, 2 * c.r + 12));
        return c;
      });
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
      var ici = c.hors ? this._map.containerPointToLatLng([c.x - this._marge, c.y - this._marge]) : null;
      if (c.membres.length === 1) this._ouvrir(c.membres[0], ici);
      else if (c.hors) this._ouvrirListe(c.membres, ici);
      else if (this._map.getZoom() < ZOOM_SANS_GROUPE && !zone.getNorthEast().equals(zone.getSouthWest(), 1e-4))
        this._map.fitBounds(zone, {padding: [60, 60], maxZoom: ZOOM_SANS_GROUPE});
      else this._ouvrirListe(c.membres);
    }
  }));

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

})();

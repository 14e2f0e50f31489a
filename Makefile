# Raccourcis de gerer.py, qui fait tout (sous Windows : python gerer.py COMMANDE).
PYTHON ?= python3

.DEFAULT_GOAL := aide
.PHONY: lancer lire tester tester-vite installer bench propre aide

lancer:       ## installe, prépare les données et ouvre http://localhost:8501
	@$(PYTHON) gerer.py lancer $(ARGS)

lire:         ## sert une édition figée, en lecture seule : make lire EDITION=E2024-T2-1
	@$(PYTHON) gerer.py lire $(EDITION) $(ARGS)

tester:       ## installe, trouve Chromium et LibreOffice, passe tous les essais
	@$(PYTHON) gerer.py tester $(ARGS)

tester-vite:  ## les essais sans navigateur (moins d'une minute)
	@$(PYTHON) gerer.py tester-vite $(ARGS)

installer:    ## installe seulement
	@$(PYTHON) gerer.py installer

bench:        ## mesures de temps et de mémoire
	@$(PYTHON) gerer.py bench $(ARGS)

propre:       ## retire l'environnement et les caches, jamais les données
	@$(PYTHON) gerer.py propre

aide:         ## ce mode d'emploi
	@$(PYTHON) gerer.py aide

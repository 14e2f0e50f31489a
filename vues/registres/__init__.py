"""Les pages des registres : un seul patron (`page`), que chaque registre déclare. Ne calcule rien."""

"""Le dépôt d'un classeur à l'écran : envoyer, confirmer, suivre, reprendre, retirer. N'agit que par `vues.actions`."""

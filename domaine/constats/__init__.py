"""Les constats et les remèdes des anomalies, un code chacun ; `domaine.catalogue` les réunit."""

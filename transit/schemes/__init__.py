"""Schemes of cities as data: who may have one (`eligibility`), what it grants him (`granting`), what it does to a fare (`deciding`)."""

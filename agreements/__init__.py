"""Agreements: jobserviceaftale, rekrutteringsaftale and integrationsaftale. Nothing here yet."""

"""A country in, the time zones its outlets' dates can mean out: a guess that says how it was made."""

WIDEST = ("Pacific/Kiritimati", "Etc/GMT+12")
"""The zones whose days begin first and last (UTC+14 and UTC-12): any date anywhere lies between them."""

# Where a country has several zones, this is the one its national media date by; a country whose media use
# two has both. An outlet elsewhere in its country states its own zone in data/outlets.toml.
COUNTRY_ZONES: dict[str, tuple[str, ...]] = {
    "AR": ("America/Argentina/Buenos_Aires",),
    "AT": ("Europe/Vienna",),
    "BE": ("Europe/Brussels",),
    "BO": ("America/La_Paz",),
    "BR": ("America/Sao_Paulo",),
    "BY": ("Europe/Minsk",),
    "CH": ("Europe/Zurich",),
    "CL": ("America/Santiago",),
    "CN": ("Asia/Shanghai",),
    "CO": ("America/Bogota",),
    "CR": ("America/Costa_Rica",),
    "CU": ("America/Havana",),
    "DE": ("Europe/Berlin",),
    "DO": ("America/Santo_Domingo",),
    "EC": ("America/Guayaquil",),
    "ES": ("Europe/Madrid",),
    "FR": ("Europe/Paris",),
    "GB": ("Europe/London",),
    "GT": ("America/Guatemala",),
    "HN": ("America/Tegucigalpa",),
    "IR": ("Asia/Tehran",),
    "IT": ("Europe/Rome",),
    "MX": ("America/Mexico_City",),
    "NI": ("America/Managua",),
    "PA": ("America/Panama",),
    "PE": ("America/Lima",),
    "PL": ("Europe/Warsaw",),
    "PR": ("America/Puerto_Rico",),
    "PT": ("Europe/Lisbon",),
    "PY": ("America/Asuncion",),
    "QA": ("Asia/Qatar",),
    "RU": ("Europe/Moscow",),
    "SV": ("America/El_Salvador",),
    "TR": ("Europe/Istanbul",),
    "UA": ("Europe/Kyiv",),
    "US": ("America/New_York", "America/Los_Angeles"),
    "UY": ("America/Montevideo",),
    "VE": ("America/Caracas",),
}


def zones_of(country: str) -> tuple[tuple[str, ...], str]:
    """Return a country's usual zones and the basis "country"; if it is not listed, the widest and "unknown"."""
    zones = COUNTRY_ZONES.get(country)
    return (zones, "country") if zones else (WIDEST, "unknown")

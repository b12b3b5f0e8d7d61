"""Base texts for measuring reuse: real Spanish news from a folder outside the repository, and articles we make up."""

import os
import random
import re
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

# Folder with train.xlsx, development.xlsx and test.xlsx of github.com/jpposadas/FakeNewsCorpusSpanish (CC BY 4.0).
NEWS = "RASTRO_NEWS_TEXTS"
LEAST_WORDS = 80
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_TEXT_COLUMN = re.compile(r"F\d+")


@cache
def real_articles() -> tuple[str, ...]:
    """Return the real articles of at least 80 words, each once, in the order of the files; none without the folder."""
    folder = os.environ.get(NEWS)
    if not folder:
        return ()
    numbers = random.Random(1)  # the corpus has *NUMBER* for every number  # noqa: S311 - seeded, so that it can be repeated
    texts = [text for name in ("train", "development", "test") for text in _texts(Path(folder) / f"{name}.xlsx")]
    kept = [re.sub(r"\*NUMBER\*", lambda _: str(numbers.randint(2, 999)), re.sub(r"\s+", " ", text)) for text in texts]
    return tuple(dict.fromkeys(text.strip() for text in kept if len(text.split()) >= LEAST_WORDS))


def made_up_articles(count: int, *, seed: int = 7) -> tuple[str, ...]:
    """Return invented articles of 10 to 18 sentences. Names, formulas and turns come back in many of them."""
    draw = random.Random(seed)  # noqa: S311 - seeded, so that it can be repeated
    return tuple(" ".join(_sentence(draw) for _ in range(draw.randint(10, 18))) for _ in range(count))


def sentences(text: str) -> list[str]:
    """Split a text after full stops; good enough for edits."""
    return [part for part in _SENTENCE.split(text) if part]


def _texts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as book:
        shared = ["".join(node.itertext()) for node in ET.fromstring(book.read("xl/sharedStrings.xml"))]  # noqa: S314 - a file we chose
        cells = ET.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{_SHEET}c")  # noqa: S314
        return [
            shared[int(cell.findtext(f"{_SHEET}v", "0"))]
            for cell in cells
            if _TEXT_COLUMN.fullmatch(cell.get("r", "")) and cell.get("t") == "s"
        ][1:]


def _sentence(draw: random.Random) -> str:
    who, other = (f"{draw.choice(_WHO)} {_coined(draw)}" for _ in range(2))
    body = f"{draw.choice(_WHEN)} {who} {draw.choice(_DID)} {draw.choice(_WHAT)} de {_coined(draw)} {draw.choice(_ABOUT)} {draw.choice(_PLACE)}"
    quote = f", y {other} respondió: «{draw.choice(_SAID)} {draw.choice(_WHAT)} {draw.choice(_ABOUT)}»"
    tail = f", {draw.choice(_LINK)} {other} {draw.choice(_DID)} {draw.randint(2, 900)} {draw.choice(_THINGS)} de {_coined(draw)} {draw.choice(_ABOUT)}"
    return f"{body}{quote if draw.random() < 0.15 else tail}."


def _coined(draw: random.Random) -> str:
    """Make up a name: without names of their own, invented sentences would be nothing but formulas."""
    return "".join(draw.choice("bcdfglmnprst") + draw.choice("aeiou") for _ in range(draw.randint(2, 3))).capitalize()


_WHEN = [
    "Este lunes",
    "Por la tarde",
    "Un día después",
    "Al cierre de la jornada",
    "Según el acta",
    "De nuevo",
    "En la víspera",
    "Horas antes",
    "En rueda de prensa",
    "Desde temprano",
    "Sin previo aviso",
    "A mediados de mes",
    "Ante la presión",
    "Tras la votación",
    "Con retraso",
    "Al mismo tiempo",
    "Por segunda vez",
    "Entre protestas",
    "Hacia el mediodía",
    "De madrugada",
]
_WHO = [
    "la Secretaría de Hacienda y Crédito Público",
    "el alcalde de Puebla",
    "una jueza federal",
    "el sindicato de maestros",
    "la Fiscalía General de la República",
    "un portavoz del ejército",
    "la senadora Ruiz",
    "el gobernador Cárdenas",
    "la oposición",
    "el Instituto Nacional Electoral",
    "un grupo de vecinos",
    "la Universidad de Guadalajara",
    "el consejo empresarial",
    "la ministra Ortega",
    "el comité técnico",
    "un testigo protegido",
    "la delegación rusa",
    "el embajador",
    "la Cámara de Diputados",
    "un laboratorio privado",
    "la compañía eléctrica",
    "el obispo Salas",
    "la defensa",
    "el club",
    "una comisión independiente",
    "los transportistas",
    "la aseguradora",
    "el perito Lozano",
    "los agricultores de Sinaloa",
    "la policía municipal",
]
_DID = [
    "anunció",
    "rechazó",
    "presentó",
    "retiró",
    "confirmó",
    "puso en duda",
    "aplazó",
    "firmó",
    "denunció",
    "exigió",
    "celebró",
    "ocultó",
    "entregó",
    "negó",
    "corrigió",
    "amplió",
    "suspendió",
    "filtró",
    "revisó",
    "prometió",
    "criticó",
    "defendió",
    "recortó",
    "pidió",
    "descartó",
    "heredó",
    "compró",
    "vendió",
    "midió",
    "reclamó",
]
_WHAT = [
    "un acuerdo sin precedente",
    "la reforma del agua",
    "tres contratos de obra",
    "el informe preliminar",
    "una multa millonaria",
    "la nueva tarifa",
    "un recurso de amparo",
    "la lista de aspirantes",
    "el cierre de dos plantas",
    "una encuesta nacional",
    "los resultados de la auditoría",
    "la venta de terrenos",
    "un plan de rescate",
    "el calendario escolar",
    "una demanda colectiva",
    "la compra de vacunas",
    "el traslado de presos",
    "un desfile militar",
    "la concesión del puerto",
    "el presupuesto de cultura",
    "una cadena de correos",
    "el mapa de riesgos",
    "la versión oficial",
    "un préstamo externo",
    "el registro de armas",
    "la norma ambiental",
    "una carta abierta",
    "el convenio marítimo",
    "la huelga de hambre",
    "un mural de homenaje",
]
_ABOUT = [
    "para aliviar la sequía",
    "contra la corrupción",
    "a favor de los jubilados",
    "por falta de pruebas",
    "sin consultar a nadie",
    "con apoyo de la banca",
    "pese a las críticas",
    "en nombre de las víctimas",
    "como parte del pacto",
    "ante el juez de control",
    "bajo estricta reserva",
    "a cambio de votos",
    "con dinero público",
    "entre dudas y reproches",
    "por órdenes superiores",
    "para ganar tiempo",
    "con la venia del cabildo",
    "a petición de los padres",
    "fuera de plazo",
    "gracias a un error",
    "en contra de su partido",
    "por la vía rápida",
    "con cargo al fondo",
    "a puerta cerrada",
    "a la espera de peritajes",
    "sobre la marcha",
    "según el contrato",
    "de manera unánime",
    "con diez abstenciones",
    "por cuarto año",
]
_PLACE = [
    "en Oaxaca",
    "en la frontera norte",
    "en el puerto de Veracruz",
    "en Ciudad Juárez",
    "en la capital",
    "en Tijuana",
    "en plena sierra",
    "en el estadio",
    "en Mérida",
    "en la costa",
    "en el palacio",
    "en Morelia",
    "en los juzgados",
    "en La Paz",
    "en Monterrey",
    "en el hospital civil",
    "en Chiapas",
    "en la refinería",
    "en León",
    "en las aulas",
]
_LINK = [
    "mientras que",
    "aunque",
    "porque",
    "después de que",
    "a pesar de que",
    "cuando",
    "ya que",
    "en tanto",
    "si bien",
    "luego de que",
]
_THINGS = [
    "expedientes",
    "viviendas",
    "toneladas de maíz",
    "firmas",
    "camiones",
    "becas",
    "hectáreas",
    "denuncias",
    "pozos",
    "camas",
    "patrullas",
    "libros",
    "empleos",
    "kilómetros",
    "boletas",
    "muestras",
]
_SAID = [
    "no vamos a tolerar",
    "nos sorprende",
    "nadie nos mostró",
    "hemos leído con calma",
    "falta conocer",
    "lamentamos",
    "queremos detener",
    "estamos por publicar",
    "jamás firmamos",
    "les toca explicar",
]

"""Word lists for frames: marks of single folded words (no accents, lower case; й as и); ours, from journalistic usage.

Spanish first, then English, Russian and, lightly, Portuguese, Italian, French, German, Ukrainian and Arabic. A mark is
one word's part in a cue; no single mark decides a denial (narratives/frame_cues.py).
"""

from enum import StrEnum
from functools import lru_cache

from narratives.fold import folded_pattern

FACT_CHECK_DOMAINS = (
    "factual.afp.com", "factcheck.afp.com", "faktencheck.afp.com", "checamos.afp.com", "factuel.afp.com",
    "chequeado.com", "maldita.es", "newtral.es", "colombiacheck.com", "factchequeado.com", "verifica.efe.com",
    "verificado.com.mx", "elsabueso.animalpolitico.com", "fastcheck.cl", "ecuadorchequea.com", "boliviaverifica.bo",
    "cotejo.info", "aosfatos.org", "lupa.uol.com.br", "poligrafo.sapo.pt", "facta.news", "correctiv.org",
    "stopfake.org", "spravdi.gov.ua", "disinfo.detector.media", "voxukraine.org", "polygraph.info", "euvsdisinfo.eu",
    "politifact.com", "snopes.com", "factcheck.org", "leadstories.com", "fullfact.org", "provereno.media",
)  # fmt: skip
FACT_CHECK_SECTIONS = (
    "/elsabueso", "/el-sabueso", "/verificado", "/verificacion", "/efe-verifica", "/fact-check", "/factcheck",
    "/fact-checking", "/faktencheck", "/fato-ou-fake", "/the-cube", "/verificat", "/chequeos", "/bulos",
)  # fmt: skip


class Mark(StrEnum):
    """What a word can be a part of."""

    DENY = "deny"  # a finite verb of denying
    MOCK = "mock"  # waving a claim away without the word no
    REJECT = "reject"  # denies only if what is rejected is a claim
    CALL = "call"  # calls something something
    FALSEHOOD = "falsehood"
    REPLY = "reply"
    IRONY = "irony"
    CLAIM = "claim"  # a noun for what somebody said
    GRANT = "grant"  # what is denied to somebody: a visa, bail, entry
    OFFER = "offer"  # what is turned down: an offer, a request, a bill
    PAST = "past"  # recalls another story
    NOT = "not"
    PROOF = "proof"
    SAY = "say"
    FACTIVE = "factive"  # says it and takes it as true
    OPINE = "opine"
    ACCORDING = "according"
    HEDGE = "hedge"
    CREDIT = "credit"  # the item vouches for the claim
    CAVEAT = "caveat"  # the item keeps its distance
    SPEAKER = "speaker"  # somebody who gives statements
    CHECKER = "checker"
    ANALYSIS = "analysis"


_PATTERNS: dict[Mark, str] = {
    Mark.DENY: r"""nieg(?:a|an|ue|uen|o) nego negaron negado desm(?:iente|ienten|intio|intieron|entido|entida|entidos|entidas)
        refut(?:a|an|o|aron|ado|ada) desvirtu(?:a|an|o|aron) den(?:y|ies|ied) refut(?:e|es|ed) rebut(?:s|ted)? rebuff(?:s|ed)?
        опроверг\w* отрица(?!тельн)\w+ отверг\w* desment(?:e|em|iu|iram) neg(?:ou|aram|am) smentisc\w+ smentit\w+ smenti nega negano nego neghera
        dement(?:ent|i|ie|irent|iert|ierte|ierten) widersprach\w* widersprich\w+ bestreit\w+ bestritt\w* zuruckgewiesen спростов\w+ спросту\w+ заперечу\w+ заперечи\w+ تنفي نفى نفت ينفي""",
    Mark.MOCK: r"""minimiz(?:a|an|o|aron|ou) desestim(?:a|an|o|aron) ironiz(?:a|an|o|aron|ou|za|zato) ridiculiz\w+ burlo burla burlaron mofo
        dismiss(?:es|ed)? downplay(?:s|ed)? mock(?:s|ed)? ridicul(?:e|es|ed) scoff(?:s|ed)? shrug(?:s|ged) высмея\w+ высмеива\w+ отшути\w+ посмея\w+
        desdenh\w+ ridicolizz\w+ minimizz\w+ liquida minimise ironis\w+ raille verspotte\w* висмія\w+ висміює""",
    Mark.REJECT: r"""rechaz(?:a|an|o|aron|ando) descart(?:a|an|o|aron|ou|am) reject(?:s|ed)? repudi(?:a|o|an|aron|ou) rejeit(?:a|am|ou|aram) respin\w+ rejett?e\w* rejet[ae]\w* weis(?:t|en)
        отклон\w+ відкин\w+ відкида\w+ rebat(?:e|io|ieron|en|eu) desmarc(?:a|o|an|aron) disavow\w* deslind(?:a|o|an|aron) desacredit(?:a|o|an|aron) contradij\w+ pronunci(?:o|aron) contradi(?:ce|jo|cts?|cted)""",
    Mark.CALL: r"""llam(?:a|an|o|aron) calific(?:a|an|o|aron) tach(?:a|an|o|aron) juzg(?:a|o|an) tild(?:a|an|o|aron) consider(?:a|an|o|aron) call(?:s|ed)? brand(?:s|ed) label(?:s|ed|led) dub(?:s|bed) describ(?:es|ed)
        назва\w+ называ\w+ призна\w+ счел\w* счита(?:ет|ют) cham(?:a|ou|am) classific(?:a|ou) qualific(?:a|ou) defin(?:isce|i|iscono) bolla bollat\w* qualifi(?:e|ent|e) juge(?:nt)? traite\w* nenn(?:t|en) nannt\w* bezeichne\w+ називає назвав назвала назвали""",
    Mark.FALSEHOOD: r"""fals[oa]s? falsedad\w* mentiras? bulos? propaganda desinformacion absurd[oa]?s? ridicul[oa]s? infundad[oa]s? inventos? invencion fantasias? fantasios[oa]s? calumnias? disparates? delirantes? cuentos? apocrif[oa]s? mitos? patrana\w* infundios? embuste fakes? fiction ficcion inventad[oa]s?
        lies? lie nonsense baseless false hoax untrue unfounded fabricat\w+ disinformation misinformation fiction ludicrous bogus invented фейк\w* лож ложь лжи ложью ложн\w+ чуш\w* бред\w* абсурд\w* выдум\w+ вымыс\w+ вброс\w* дезинформац\w+ клевет\w+ небылиц\w* неправд\w+ голословн\w+ беспочвен\w+ необоснован\w+
        брехн\w+ вигад\w+ нісенітниц\w* lug(?:e|en) falsch\w* erfund\w+ unsinn haltlos\w* bufal[ae] menzogn\w+ falsita infondat\w+ mensonges? fauss?e?s? infonde\w* intox inventee? farsa boatos? infundad\w* desinformacao كاذب\w*""",
    Mark.REPLY: r"""contest(?:a|an|o|aron|ou|ado) respond(?:e|en|io|ieron|s|ed|eu|ido) replic(?:a|an|o|aron|ou|ato) repl(?:y|ies|ied) answer(?:s|ed)? repond\w* risponde rispos\w+ antwort\w+ отве(?:ча\w+|ти\w+) відпові\w+ react(?:s|ed|ed) reaccion(?:a|o|an) reagiu""",
    Mark.IRONY: r"""ironi[aeс]\w* ironicamente sorna refran\w* burlas? bromas? sarcas\w+ mofas? humor ironiqu\w+ irony ironic\w* joke\w* jok\w+ proverb\w* quip\w* ирони\w+ сарказ\w+ шутк\w+ шуткой насмеш\w+ поговорк\w+ ditado piada spott risa risas meme memes tongue blague\w* witz scherz\w*""",
    Mark.CLAIM: r"""acusacion\w* senalamient\w* version\w* afirmacion\w* declaracion\w* dichos? denuncias? imputacion\w* informes? reportes? rumor\w* noticias? aseveracion\w* publicacion\w* advertencias? alertas? teoria\w* hipotesis relatos? historias? cuentos? cifras? senalado senalada
        claim\w* allegation\w* accusation\w* reports? statements? rumou?rs? stor(?:y|ies) suggestions? assertion\w* warnings? narrative tales? charges? тез\w+ истори\w+ vorwurfe\w*
        обвинен\w+ заявлен\w+ сообщен\w+ слов(?:а|ам|ах)? утвержден\w+ информац\w+ данн\w+ слух\w* доклад\w* верси\w+ acusac\w+ afirmac\w+ alegac\w+ relator\w+ informac\w+ accus[ae]\w* rapport\w* vorwurf\w* bericht\w* behauptung\w* звинувачен\w+ заяв[уаи] інформац\w+ ادعاءات اتهامات""",
    Mark.GRANT: r"""visas? visados? entrada ingreso asilo permisos? acceso ayuda fianza libertad amparo credito extradicion prorroga licencias? suspension visto prestamos? loans? entry bail access asylum permission parole request funding visa permit extradition въезд\w* визу виз убежищ\w+ entree visto visum einreise asyl""",
    Mark.OFFER: r"""ofertas? propuestas? plan(?:es)? solicitud\w* mocion\w* motions? peticion\w* intervencion\w* injerencia\w* recursos? apelacion\w* iniciativas? leyes? ley invitacion\w* extradicion\w* enmiendas? mediacion offers? proposals? bills? appeals? requests? invitation\w* amendment\w* deals? ceasefire intervention\w* предложени\w+ просьб\w+ запрос\w* законопроект\w* ходатайств\w+ жалоб\w+ жалобу proposta\w* pedido\w* offerta demande\w* offre\w* angebot\w* antrag\w* tregua acuerdo paz dialogo negociacion\w* cumbre rendicion peace talks negotiation\w* truce surrender переговор\w* мир мирн\w+ перемири\w+""",
    Mark.PAST: r"""recuerd(?:a|an|e|o) recordo rememor\w+ anterior(?:es|mente)? pasado antano earlier previous(?:ly)? recall(?:s|ed)? past ранее прежн\w+ напомина\w+ напомн\w+ lembra\w* ricorda\w* rappelle\w* fruher\w* erinner\w+ раніше нагад\w+""",
    Mark.NOT: r"""no not n[oa]o non ne ni nor neither never nunca jamas tampoco sin without pas nicht kein\w* weder не ні без didn doesn hasn haven don wouldn won nao sem senza sans ohne nem nadie ningun[ao]? nobody none никто никого никаких нет нету niemand kein\w* nessun\w* aucun\w* nenhum\w* ninguem""",
    Mark.PROOF: r"""pruebas? evidencias? sustento fundamentos? indicios? proof evidence basis truth substantiat\w* доказательств\w+ подтвержден\w+ оснований provas? evidencias? prov[ae] preuves? beweise?n? доказ\w+ підтверджен\w+""",
    Mark.SAY: r"""acus(?:a|an|o|aron|e|ado|ada|ados|adas|ando) afirm(?:a|an|o|aron|ou|am|e|ent) asegur(?:a|an|o|aron) denunci(?:a|an|o|aron|ou|am|ato|ano) sost(?:iene|ienen|uvo|uvieron) di(?:ce|cen|jo|jeron|ch[oa]) declar(?:a|an|o|aron|ou|e|es|ed) expres(?:a|o|an|aron)
        senal(?:a|an|o|aron) adv(?:ierte|ierten|irtio|irtieron|erte|ertiu) atribuy(?:e|en|o|eron) imput(?:a|an|o|aron) reproch(?:a|an|o|aron) achac(?:a|an|o|aron) alert(?:a|an|o|aron|ou|e) ubica reporta(?:n|ron)? reporto culp(?:a|an|o|aron) recrimin(?:a|o) insiste insistio inform(?:a|o|an|aron|ou) public(?:a|o|an|aron) conto relat(?:a|o|an|aron|ou) comunic(?:a|o) indic(?:a|o|an|aron|ou) vincul(?:a|o|an|aron) relacion(?:a|o|an) respons?abiliz\w+ alega(?:n|ron)? alego arremet\w+ exhib(?:e|io|en) consign(?:a|o) manifest(?:a|o|aron) argument(?:a|o|an) anunci(?:a|o|an|aron|ou) habla hablo hablan  plante(?:a|o) sugiere sugirio estim(?:a|o|an) calcul(?:a|o|an) detall(?:a|o|an) asever(?:a|o|an) explic(?:a|o|an|ou) coment(?:a|o)  tuite(?:a|o) escrib(?:e|io|ieron) aponta(?:m)? liga(?:n|ron)?
        says? said claim(?:s|ed)? accus(?:e|es|ed|ing) alleg(?:e|es|ed|ing) blam(?:e|es|ed) warn(?:s|ed)? tells? told writes? wrote report(?:s|ed) assert(?:s|ed)? insist(?:s|ed)? stat(?:es|ed) charg(?:es|ed) argu(?:es|ed) announc(?:es|ed) cites? cited quot(?:es|ed) suggest(?:s|ed)? ties? tied link(?:s|ed) contend(?:s|ed)? maintain(?:s|ed) testif\w+ posts? posted tweet(?:s|ed) estimat(?:es|ed) notes? noted alleging
        заяв\w+ сообщ\w+ утвержда\w+ рассказ\w+ обвин(?:ил\w*|яет|яют|или) написа\w+ пишет пишут сказа\w+ говор\w+ предупре\w+ подсказа\w+ указа\w+ переда(?:ет|ют|л|ла|ли) отмет\w+ отмеча\w+ уточн\w+ подчеркн\w+ подчеркива\w+ поведа\w+ объяви\w+ допусти\w+ обеща\w+ пригрози\w+ напомни\w+ добави\w+ связа\w+ связыва\w+ пересказыва\w+ стверджу\w+ повідом\w+ каже кажуть сказав обвинува\w+ звинува\w+ розпов\w+
        diz dizem disse disseram acusou acusam garant(?:e|em|iu) aponta(?:m|ou) denunciou relatou alertou sustenta(?:m|ou)? sostien\w+ accusa(?:no)? afferma(?:no)? dice dicono detto dichiar\w+ sostengono racconta\w* avvert\w+ accuse(?:nt)? affirme(?:nt)? dit disent declare(?:nt)? assure(?:nt)? denonce(?:nt)? avert\w+ soutien\w* rapporte(?:nt)? pretend(?:ent)? beschuldig\w+ sagt\w* behaupte\w+ erklar\w+ wirft werfen warf warnt\w* meldet\w* berichtet\w* schreib\w+ teilt\w* امتهم تتهم اتهمت قالت قال تقول اعلنت زعمت تزعم""",
    Mark.FACTIVE: r"""revel(?:a|an|o|aron|ou) confirm(?:a|an|o|aron|ou|s|ed) desvel(?:a|o|an|aron) destap(?:a|o|an|aron) expon(?:e|en) expuso descubr(?:e|io|en|ieron|iu) demuestra\w* muestra\w* evidencia\w* document(?:a|o|an|s|ed) reveal(?:s|ed)? expos(?:es|ed) uncover(?:s|ed)? shows? showed finds? found discover(?:s|ed) раскры\w+ выяви\w+ вскры\w+ показа\w+ подтверди\w+ узнал\w* обнаруж\w+ разоблач\w+ svela rivela\w* rivelat\w* devoil\w+ reve\w+ enthull\w+ bestatig\w+ викри\w+""",
    Mark.OPINE: r"""tem(?:e|en|io|ieron|en) cre(?:e|en|yo) piensa\w* sospech(?:a|o|an|aron) consider(?:a|an) preocupa\w* fears? feared believ(?:es|ed) suspect(?:s|ed)? thinks? worr(?:y|ies|ied) считает считают полага\w+ опаса\w+ подозрева\w+ боится craint craignent redout\w+ soupconn\w+ croit furcht\w+ befurcht\w+ glaub\w+ vermut\w+ teme temono sospett\w+ temem acredita\w* suspeita\w* вважа\w+ побоюю\w+""",
    Mark.ACCORDING: r"""segun conforme acorde laut zufolge selon secondo segundo according per по\-словам apud согласно""",
    Mark.HEDGE: r"""presunt\w+ supuest\w+ alleged\w* purported\w* supposed\w* reported\w+ якобы предположительно angeblich\w* mutmas\w+ mutmaß\w+ mutmass\w+ pretendu\w* presume\w* suppos[ot]\w* suposto?s? suposta\w* presumibil\w* presunt\w+ нібито unverified unsubstantiated unproven posible\w* eventual\w* possible""",
    Mark.CAVEAT: r"""admite\w* admiti\w+ admits? admitted reconoc\w+ aclar(?:a|o|an) matiz(?:a|o|an) subray(?:a|o|an) precis(?:a|o) concedes? conceded cautions? cautioned acknowledg\w+ признает признают оговарива\w+ уточняет verificar\w* comprobar\w* verifi(?:ed|able) checked проверить ammett\w+ reconhec\w+ admett\w+ anonim\w+ anonym\w+ анонимн\w+""",
    Mark.CREDIT: r"""credito certo cierto hecho veridic[oa]""",
    Mark.SPEAKER: r"""empresas? compania\w* firmas? bancos? alcald\w+ federacion instituto firms? compan(?:y|ies) bank mayor league federation компани\w+ банк\w* мэр\w* лиг[аеи] embajad\w* diplomatic\w* svr fsb gru cia fbi dea nbc nyt tass ria efe kremlin moscu rusia kiev washington eeuu canciller\w* ministr\w* minister\w* inteligencia espionaje president\w* expresident\w* exmandatari\w* mandatari\w* gobierno general experto?s? expert[ao]s? especialista\w* analista\w* vocer[oa]\w* portavo\w+ fuentes? periodista\w* prensa medios? diputad\w+ senador\w* embajador\w* funcionari\w+ oposicion fiscal\w* militar\w* investigador\w* estudio autoridades exagente exespia comandante jefe jefa director\w* secretari[oa] agencia servicio ong onu otan
        embassy diplomats? moscow russia kremlin spokes\w+ officials? minister\w* ministry ex\-president president intelligence spies general experts? analysts? sources? media paper journalist\w* lawmakers? senators? ambassador\w* study authorities chief union watchdog agency service
        мид свр фсб кремль москва россия посольств\w+ посол глава зампред министр\w* министерств\w+ разведк\w+ эксперт\w* аналитик\w* источник\w* сми депутат\w* сенатор\w* президент\w* генерал\w* представител\w+ пресс тасс риа правозащитник\w* журналист\w* ученыи спецслужб\w* служб\w+ полковник\w* ветеран\w* политик\w* политолог\w* чиновник\w*
        embaixad\w+ russia governo ministro especialista inteligencia inviat\w+ ambasciat\w+ intelligence governo esperto ambassade ministre renseignement moscou gouvernement botschaft geheimdienst\w* auslandsgeheimdienst\w* minister\w* regierung moskau experte\w* розвідк\w+ посольств\w+ міністр\w* речник\w* росія""",
    Mark.CHECKER: r"""verificador\w* verificacion\w* verifica(?:mos|n|do)? chequeo chequeamos fact checkers? factcheck\w* desmont(?:a|an|amos|o|ando) debunk\w* enganos[oa] misleading фактчек\w* проверка checagem checadores? verificou faktencheck\w* fakten verificateurs desintox bufala bulos? desmentimos проверили""",
    Mark.ANALYSIS: r"""analisis analiz(?:a|o|an) columna\w* columnist\w* editorial\w* opinion ensayo articulista reflexion\w* claves perspectiva analysis op\-ed column\w* essay commentary explainer examin(?:a|o|es|ed) explor(?:a|es) анализ\w* колонк\w+ колумнист\w* обзор\w* analise coluna analisi analyse\w* kommentar kolumne tribune""",
}  # fmt: skip
_COMPILED = tuple((mark, folded_pattern("|".join(words.split()))) for mark, words in _PATTERNS.items())


@lru_cache(maxsize=65_536)
def marks_of(word: str) -> frozenset[Mark]:
    """Return the marks of one folded word."""
    return frozenset(mark for mark, pattern in _COMPILED if pattern.fullmatch(word))

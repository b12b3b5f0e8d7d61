"""Twenty broad narratives of SemEval-2025 Task 10, defined by us from the names of the labels, before any article was read.

Each: its label as in the release, its claim in four languages, and concept queries. Nothing was changed after the first
result (2026-11-23).
"""

from store.model import Narrative, OriginRule

Groups = tuple[tuple[str, ...], ...]


def narrative(label: str, claims: dict[str, str], concepts: dict[str, Groups]) -> Narrative:
    """Return a narrative of claims and queries only; its label in the release is its id."""
    return Narrative(
        narrative_id=label, labels=(label,), titles={"en": label}, short_names={"en": label}, claims=claims, concepts=concepts,
        neighbours=(), accused=(), origin=OriginRule(), sources=(),
    )  # fmt: skip


_UKRAINE_EN, _UKRAINE_RU, _UKRAINE_PT = (
    ("ukrain*", "kiev", "kyiv", "zelensk*"),
    ("украин*", "киев*", "всу", "зеленск*"),
    ("ucran*", "kiev", "zelensk*"),
)
_WEST_EN, _WEST_RU, _WEST_PT = (
    ("west", "western", "nato", "us", "america*", "washington", "eu", "europe*"),
    ("запад*", "нато", "сша", "американск*", "вашингтон*", "европ*"),
    ("ocident*", "otan", "eua", "american*", "washington", "europ*"),
)
_RUSSIA_EN, _RUSSIA_RU, _RUSSIA_PT = (
    ("russia*", "moscow", "kremlin", "putin"),
    ("росси*", "москв*", "кремл*", "путин*", "российск*"),
    ("russ*", "moscou", "kremlin", "putin"),
)
_CLIMATE_EN, _CLIMATE_PT = (
    ("climate*", "global warming", "net zero", "green*", "emission*", "carbon"),
    ("clima*", "aquecimento", "verde*", "emiss*", "carbono"),
)

DEFINITIONS = (
    narrative("URW: Blaming the war on others rather than the invader: The West are the aggressors", {
        "en": "The West, NATO and the United States are to blame for the war in Ukraine: they provoked it and keep escalating it against Russia",
        "es": "Occidente, la OTAN y Estados Unidos son los culpables de la guerra en Ucrania: la provocaron y la siguen escalando contra Rusia",
        "ru": "Запад, НАТО и США виновны в войне на Украине: они её спровоцировали и продолжают эскалацию против России",
        "pt": "O Ocidente, a OTAN e os Estados Unidos são os culpados da guerra na Ucrânia: provocaram-na e continuam a escalada contra a Rússia",
    }, {"en": (_WEST_EN, ("provok*", "escalat*", "aggress*", "expan*", "proxy", "wag*", "blame", "started", "threat*")), "ru": (_WEST_RU, ("провоц*", "эскалац*", "агресс*", "расшир*", "виновн*", "угро*", "развяза*")),
        "pt": (_WEST_PT, ("provoc*", "escala*", "agress*", "expans*", "culpa*", "ameac*"))}),
    narrative("URW: Blaming the war on others rather than the invader: Ukraine is the aggressor", {
        "en": "Ukraine is the aggressor: it attacks civilians, shells Donbas and refuses peace", "es": "Ucrania es la agresora: ataca a civiles, bombardea el Donbás y rechaza la paz",
        "ru": "Украина является агрессором: она обстреливает мирных жителей и Донбасс и отказывается от мира", "pt": "A Ucrânia é a agressora: ataca civis, bombardeia o Donbass e recusa a paz",
    }, {"en": (_UKRAINE_EN, ("shell*", "attack*", "civilian*", "donbas*", "terror*", "provocation*")), "ru": (_UKRAINE_RU, ("обстрел*", "атак*", "мирны*", "донбасс*", "террор*", "провокац*")), "pt": (_UKRAINE_PT, ("atac*", "ataque*", "bombarde*", "civis", "donbass", "terror*", "provocac*"))}),
    narrative("URW: Discrediting Ukraine: Discrediting Ukrainian government and officials and policies", {
        "en": "Ukraine's government and Zelensky are corrupt, illegitimate, incompetent and act against their own people", "es": "El gobierno de Ucrania y Zelenski son corruptos, ilegítimos, incompetentes y actúan contra su propio pueblo",
        "ru": "Власти Украины и Зеленский коррумпированы, нелегитимны, некомпетентны и действуют против своего народа", "pt": "O governo da Ucrânia e Zelensky são corruptos, ilegítimos, incompetentes e agem contra o próprio povo",
    }, {"en": (_UKRAINE_EN, ("corrupt*", "illegitim*", "regime", "dictator*", "embezzl*", "incompeten*", "bribe*", "authorit*")), "ru": (_UKRAINE_RU, ("коррупц*", "нелегитимн*", "режим*", "диктат*", "некомпетентн*", "воров*", "власт*")), "pt": (_UKRAINE_PT, ("corrup*", "ilegitim*", "regime", "ditad*", "incompeten*", "autoritari*"))}),
    narrative("URW: Discrediting Ukraine: Discrediting Ukrainian military", {
        "en": "Ukraine's army is weak and demoralised: its soldiers flee, surrender, suffer huge losses and commit crimes", "es": "El ejército de Ucrania es débil y está desmoralizado: sus soldados huyen, se rinden, sufren enormes bajas y cometen crímenes",
        "ru": "Украинская армия слаба и деморализована: солдаты бегут, сдаются, несут огромные потери и совершают преступления", "pt": "O exército da Ucrânia é fraco e desmoralizado: os soldados fogem, rendem-se, sofrem enormes baixas e cometem crimes",
    }, {"en": (_UKRAINE_EN, ("soldier*", "army", "troops", "military", "forces"), ("loss*", "surrender*", "flee*", "desert*", "demorali*", "mobili*", "retreat*", "crime*")), "ru": (("всу", "украинск*"), ("потер*", "сда*", "бег*", "дезертир*", "деморализ*", "мобилиз*", "отступ*", "преступ*")),
        "pt": (_UKRAINE_PT, ("soldado*", "exercito", "tropas", "militar*", "forcas"), ("perda*", "baixas", "rend*", "desert*", "desmoraliz*", "mobiliz*", "crime*"))}),
    narrative("URW: Discrediting Ukraine: Ukraine is a puppet of the West", {
        "en": "Ukraine is a puppet of the West: Washington and London give the orders and Kyiv obeys", "es": "Ucrania es una marioneta de Occidente: Washington y Londres dan las órdenes y Kiev obedece",
        "ru": "Украина является марионеткой Запада: Вашингтон и Лондон приказывают, а Киев исполняет", "pt": "A Ucrânia é uma marionete do Ocidente: Washington e Londres dão as ordens e Kiev obedece",
    }, {"en": (_UKRAINE_EN, ("puppet*", "master*", "curator*", "vassal*", "orders", "proxy", "tool", "controlled")), "ru": (_UKRAINE_RU, ("марионет*", "кукл*", "хозяе*", "куратор*", "вассал*", "приказ*", "указк*", "орудие")), "pt": (_UKRAINE_PT, ("marionete*", "fantoche*", "vassal*", "ordens", "procuracao", "ferramenta", "manipul*"))}),
    narrative("URW: Discrediting Ukraine: Ukraine is a hub for criminal activities", {
        "en": "Ukraine is a hub of crime: arms smuggling, trafficking in people and organs, fraud and mercenaries", "es": "Ucrania es un centro del crimen: contrabando de armas, trata de personas y órganos, fraude y mercenarios",
        "ru": "Украина стала центром преступности: контрабанда оружия, торговля людьми и органами, мошенничество, наёмники", "pt": "A Ucrânia é um centro do crime: contrabando de armas, tráfico de pessoas e órgãos, fraude e mercenários",
    }, {"en": (_UKRAINE_EN, ("smuggl*", "traffick*", "black market", "mercenar*", "fraud*", "criminal*", "mafia")), "ru": (_UKRAINE_RU, ("контрабанд*", "торговл*", "черн* рын*", "наемник*", "мошенн*", "преступн*")), "pt": (_UKRAINE_PT, ("contraband*", "trafic*", "mercado negro", "mercenari*", "fraude*", "crim*", "mafia"))}),
    narrative("URW: Discrediting Ukraine: Ukraine is associated with nazism", {
        "en": "Ukraine is run by Nazis and its army is full of neo-Nazis", "es": "Ucrania está gobernada por nazis y su ejército está lleno de neonazis", "ru": "Украиной правят нацисты, а её армия полна неонацистов", "pt": "A Ucrânia é governada por nazistas e seu exército está cheio de neonazistas",
    }, {"en": (_UKRAINE_EN, ("nazi*", "neo nazi*", "azov", "bandera*", "fascis*", "denazif*")), "ru": (_UKRAINE_RU, ("нацис*", "неонацис*", "азов*", "бандер*", "фашис*", "денациф*")), "pt": (_UKRAINE_PT, ("nazi*", "neonazi*", "azov", "bandera*", "fascis*", "desnazif*"))}),
    narrative("URW: Praise of Russia: Praise of Russian military might", {
        "en": "Russia's army is powerful: its weapons are superior, it advances and destroys Western equipment", "es": "El ejército de Rusia es poderoso: sus armas son superiores, avanza y destruye el equipo occidental",
        "ru": "Российская армия сильна: её оружие превосходит западное, она наступает и уничтожает технику противника", "pt": "O exército da Rússia é poderoso: suas armas são superiores, avança e destrói o equipamento ocidental",
    }, {"en": (_RUSSIA_EN, ("destroy*", "advance*", "superior*", "hypersonic", "missile*", "liberat*", "captur*", "victor*")), "ru": (_RUSSIA_RU, ("уничтож*", "наступ*", "превосх*", "гиперзвук*", "ракет*", "освобо*", "побед*", "штурм*")), "pt": (_RUSSIA_PT, ("destru*", "avanc*", "superior*", "hipersonic*", "missei*", "missil", "libert*", "vitoria*"))}),
    narrative("URW: Praise of Russia: Russia is a guarantor of peace and prosperity", {
        "en": "Russia guarantees peace, stability and prosperity: it wants talks, helps other countries and rebuilds the new regions", "es": "Rusia garantiza la paz, la estabilidad y la prosperidad: quiere dialogar, ayuda a otros países y reconstruye las nuevas regiones",
        "ru": "Россия гарантирует мир, стабильность и процветание: она готова к переговорам, помогает другим странам и восстанавливает новые регионы", "pt": "A Rússia garante a paz, a estabilidade e a prosperidade: quer dialogar, ajuda outros países e reconstrói as novas regiões",
    }, {"en": (_RUSSIA_EN, ("peace*", "stabil*", "prosper*", "negotiat*", "talks", "help*", "rebuild*", "multipolar")), "ru": (_RUSSIA_RU, ("мир", "мира", "мирн*", "стабильн*", "процвет*", "переговор*", "помо*", "восстан*", "многополярн*")), "pt": (_RUSSIA_PT, ("paz", "estabil*", "prosper*", "negocia*", "dialogo", "ajud*", "reconstru*", "multipolar"))}),
    narrative("URW: Praise of Russia: Russia has international support from a number of countries and people", {
        "en": "Many countries and peoples support Russia: China, BRICS, Africa and the global South stand with Moscow", "es": "Muchos países y pueblos apoyan a Rusia: China, los BRICS, África y el Sur global están con Moscú",
        "ru": "Россию поддерживают многие страны и народы: Китай, БРИКС, Африка и глобальный Юг", "pt": "Muitos países e povos apoiam a Rússia: China, BRICS, África e o Sul global estão com Moscou",
    }, {"en": (_RUSSIA_EN, ("china*", "brics", "africa*", "india*", "global south", "iran", "north korea"), ("support*", "cooperat*", "partner*", "friend*", "ally", "allies")), "ru": (_RUSSIA_RU, ("кита*", "брикс", "африк*", "инди*", "глобальн* юг*", "кндр"), ("поддерж*", "сотруднич*", "партнер*", "друж*")),
        "pt": (_RUSSIA_PT, ("china", "brics", "africa*", "india", "sul global", "ira"), ("apoi*", "coopera*", "parceir*", "amig*", "aliad*"))}),
    narrative("URW: Russia is the Victim: Russia actions in Ukraine are only self-defence", {
        "en": "Russia only defends itself: the operation in Ukraine was forced on it to protect its security and the people of Donbas", "es": "Rusia solo se defiende: la operación en Ucrania le fue impuesta para proteger su seguridad y a la gente del Donbás",
        "ru": "Россия лишь защищается: операция на Украине была вынужденной ради безопасности и защиты жителей Донбасса", "pt": "A Rússia apenas se defende: a operação na Ucrânia foi forçada para proteger sua segurança e o povo do Donbass",
    }, {"en": (_RUSSIA_EN, ("defend*", "self defen*", "protect*", "security", "forced", "special military operation", "respon*", "retaliat*")), "ru": (_RUSSIA_RU, ("защи*", "самооборон*", "безопасност*", "вынужд*", "спецоперац*", "ответ*")), "pt": (_RUSSIA_PT, ("defend*", "defesa", "proteg*", "seguranca", "forcad*", "operacao militar especial", "respost*", "retali*"))}),
    narrative("URW: Russia is the Victim: The West is russophobic", {
        "en": "The West is russophobic: it hates Russians, bans their culture and sport and discriminates against them", "es": "Occidente es rusófobo: odia a los rusos, prohíbe su cultura y su deporte y los discrimina", "ru": "Запад одержим русофобией: он ненавидит русских, запрещает их культуру и спорт и дискриминирует их", "pt": "O Ocidente é russofóbico: odeia os russos, proíbe sua cultura e seu esporte e os discrimina",
    }, {"en": (("russophob*", "anti russian", "hatred ~4 russia*", "ban* ~4 russia*", "discriminat*", "cancel*"), _RUSSIA_EN), "ru": (("русофоб*", "антироссийск*", "ненавист*", "запре*", "дискримин*", "отмен*"), ("росси*", "русск*")), "pt": (("russofob*", "antirruss*", "anti russ*", "odio", "discrimina*", "cancela*"), _RUSSIA_PT)}),
    narrative("URW: Discrediting the West, Diplomacy: The West does not care about Ukraine, only about its interests", {
        "en": "The West does not care about Ukraine, only about its own interests and profits; it uses Ukrainians and will abandon them", "es": "A Occidente no le importa Ucrania, solo sus intereses y ganancias; usa a los ucranianos y los abandonará",
        "ru": "Западу нет дела до Украины, важны только свои интересы и прибыль; он использует украинцев и бросит их", "pt": "O Ocidente não se importa com a Ucrânia, só com seus interesses e lucros; usa os ucranianos e vai abandoná-los",
    }, {"en": (_WEST_EN, _UKRAINE_EN, ("interest*", "profit*", "abandon*", "cannon fodder", "tired", "fatigue", "last ukrainian", "resources")), "ru": (_WEST_RU, _UKRAINE_RU, ("интерес*", "прибыл*", "брос*", "пушечн*", "устал*", "последн* украин*", "ресурс*")), "pt": (_WEST_PT, _UKRAINE_PT, ("interesse*", "lucr*", "abandon*", "bucha de canhao", "cansa*", "ultimo ucraniano", "recursos"))}),
    narrative("URW: Amplifying war-related fears: There is a real possibility that nuclear weapons will be employed", {
        "en": "Nuclear weapons may really be used in the war", "es": "Es realmente posible que en la guerra se usen armas nucleares", "ru": "Применение ядерного оружия в войне действительно возможно", "pt": "É realmente possível que armas nucleares sejam usadas na guerra",
    }, {"en": (("nuclear", "atomic", "nuke*"), ("weapon*", "strike*", "war", "threat*", "doctrine", "use", "arsenal")), "ru": (("ядерн*", "атомн*"), ("оруж*", "удар*", "войн*", "угро*", "доктрин*", "примен*")), "pt": (("nuclear*", "atomic*"), ("arma*", "ataque*", "guerra", "ameac*", "doutrina", "uso", "arsenal"))}),
    narrative("URW: Amplifying war-related fears: By continuing the war we risk WWIII", {
        "en": "If the war goes on, it will become a third world war between Russia and NATO", "es": "Si la guerra continúa, se convertirá en una tercera guerra mundial entre Rusia y la OTAN", "ru": "Продолжение войны приведёт к третьей мировой войне между Россией и НАТО", "pt": "Se a guerra continuar, tornar-se-á uma terceira guerra mundial entre a Rússia e a OTAN",
    }, {"en": (("world war", "wwiii", "ww3", "third world", "global war", "armageddon", "direct conflict", "direct war"),), "ru": (("третьеи миров*", "третья миров*", "мировои вои*", "миров* воин*", "прям* столкнов*", "прям* конфликт*"),), "pt": (("guerra mundial", "terceira guerra", "conflito direto", "confronto direto", "guerra global"),)}),
    narrative("CC: Amplifying Climate Fears: Amplifying existing fears of global warming", {
        "en": "Global warming brings heat, drought, floods and disaster, and it is getting worse", "es": "El calentamiento global trae calor, sequía, inundaciones y desastres, y empeora", "pt": "O aquecimento global traz calor, seca, inundações e desastres, e está piorando",
    }, {"en": (_CLIMATE_EN, ("heat*", "drought*", "flood*", "wildfire*", "record*", "extreme*", "disaster*", "melt*")), "pt": (_CLIMATE_PT, ("calor", "seca*", "inunda*", "incendi*", "recorde*", "extrem*", "desastre*", "degelo", "temperatura*"))}),
    narrative("CC: Criticism of climate movement: Climate movement is alarmist", {
        "en": "Climate activists and scientists are alarmists who exaggerate and scare people with a catastrophe that does not come", "es": "Los activistas y científicos del clima son alarmistas que exageran y asustan con una catástrofe que no llega", "pt": "Os ativistas e cientistas do clima são alarmistas que exageram e assustam com uma catástrofe que não vem",
    }, {"en": (_CLIMATE_EN, ("alarmis*", "hysteri*", "exaggerat*", "scare*", "doom*", "fearmonger*", "panic*", "predict*")), "pt": (_CLIMATE_PT, ("alarmis*", "histeri*", "exager*", "medo", "panico", "previs*"))}),
    narrative("CC: Criticism of climate policies: Climate policies have negative impact on the economy", {
        "en": "Climate policies ruin the economy: they cost jobs, raise energy prices and hurt farmers and households", "es": "Las políticas climáticas arruinan la economía: destruyen empleos, encarecen la energía y dañan a agricultores y hogares", "pt": "As políticas climáticas arruínam a economia: destroem empregos, encarecem a energia e prejudicam agricultores e famílias",
    }, {"en": (_CLIMATE_EN, ("cost*", "price*", "jobs", "econom*", "bills", "tax*", "farmer*", "bankrupt*", "ruin*")), "pt": (_CLIMATE_PT, ("custo*", "preco*", "empreg*", "econom*", "contas", "impost*", "agricultor*"))}),
    narrative("CC: Hidden plots by secret schemes of powerful groups: Climate agenda has hidden motives", {
        "en": "The climate agenda is a pretext: behind it stand elites who want control, money and power over people", "es": "La agenda climática es un pretexto: detrás hay élites que quieren control, dinero y poder sobre la gente", "pt": "A agenda climática é um pretexto: por trás dela há elites que querem controle, dinheiro e poder sobre as pessoas",
    }, {"en": (_CLIMATE_EN, ("agenda", "elite*", "globalist*", "control*", "scam", "hoax", "wef", "davos", "great reset", "tyrann*", "hidden")), "pt": (_CLIMATE_PT, ("agenda", "elite*", "globalist*", "controle", "farsa", "fraude", "davos", "tiran*"))}),
    narrative("CC: Criticism of climate policies: Climate policies are ineffective", {
        "en": "Climate policies do not work: they change nothing about the climate and wind and solar power cannot replace oil and gas", "es": "Las políticas climáticas no funcionan: no cambian nada en el clima y el viento y el sol no pueden sustituir al petróleo y el gas", "pt": "As políticas climáticas não funcionam: não mudam nada no clima e o vento e o sol não podem substituir o petróleo e o gás",
    }, {"en": (_CLIMATE_EN, ("ineffective*", "fail*", "useless", "pointless", "unreliable", "wind", "solar", "renewabl*", "impossible")), "pt": (_CLIMATE_PT, ("ineficaz*", "fracass*", "inutil", "eolic*", "solar*", "renovave*", "impossivel"))}),
)  # fmt: skip

"""Words for the identity guard: first names that are common in Sweden, and capital words that are nobody's name."""

FIRST_NAMES = frozenset(
    """
    abbas abdi abdirahman abdul abdullah adam adrian agnes agneta ahmad ahmed aida aisha albin aleksandra alexander
    alexandra alfred ali alice alicia alma alva amanda amina amir amira anders andrea andreas anette angelica anita
    anja ann anna anneli annelie annette annika anton arvid asha astrid august axel ayaan aylin barbro beata bengt
    benjamin berit bernt bertil birgit birgitta bjarne björn bo bodil boris britt britta cajsa camilla carin carina
    carl carolina caroline cecilia charlotta charlotte christer christian christina christoffer claes clara dag dahir
    daniel daniela danuta david dennis diana dragan ebba edvin eino eira elena elias elin elina elisabet elisabeth
    ella ellen elliot elsa elvira emanuel emelie emil emilia emily emma erica erik erika erkki eskil ester esther eva
    eveline fadumo farah farhad farid fatima fatma felicia felix filip filippa folke frank fredric fredrik frida
    gabriel gabriella georg gerd gerda gertrud gholam gith goran greta gudrun gull gun gunborg gunhild gunilla gunnar
    gunnel gustaf gustav göran gösta haben habib halima hamid hamza hana hanna hannah hannele hans harald harry hassan
    hawa hedda hedvig helen helena helene helga henning henrik henry hilda hilma hjalmar hodan holger hossein huda
    hugo hussein håkan ibrahim ida idris ifrah igor ilse iman ines inga ingeborg ingegerd ingela inger ingmar ingrid
    ingvar irene iris irma isa isabella isabelle isak ismail ivan ivar jack jacob jakob jamal jan jasmin jasmine
    jelena jennie jennifer jenny jens jerzy jesper jessica jimmy joakim jocke joel johan johanna john johnny jonas
    jonathan jonna josef josefin josefine josephine julia julius jussi jörgen kadir kaj kajsa karim karin karl
    karolina katarina katarzyna kenneth kent kerstin kevin khadija khaled khalid kim kjell klara klas knut krister
    kristian kristina kristoffer krzysztof kurt lars lasse latifa layla leif leila lena lennart leo leon levi leyla
    liam lilian lilly lina linda linn linnea linnéa linus lisa lisbeth liv liza lotta louise lova love lovisa lucas
    ludvig lukas lydia mahad mahmoud maj maja malik malin margareta margaretha margit margot maria mariam mariana
    marianne marie marika mario marita markus martin martina maryam matilda mats mattias maud max maya mehmet melker
    merja mia michael mikael milan milena milla mina minna mirjam moa mohamed mohammad mohammed mona monica monika
    morgan muhammad mustafa märta nadia nadja najma nasrin natalie nathalie nelly nicklas nicole niklas nils nina noah
    noel noor nora nour oksana ola olena olga olivia olle olof omar oscar oskar osman otto ove parisa patricia patrik
    paul paula paulina per pernilla peter petra philip pia piotr pontus rachel ragnar ragnhild rahel rahim rahma ramin
    ranja rasmus rebecca rebecka regina reza richard rickard rikard robert robin roger roland rolf ronja ronny rosa
    rosita roya rune rut ruth sabina sadia saga sahra said salma sam samira samuel sandra sanna sara sarah sebastian
    selam selma semira sigrid sigurd sigvard simon siri siv sofia sofie solveig sonja soraya staffan stefan stella
    sten stig stina sture suad sune susanna susanne svante sven svetlana sylvia säde tage tanja tariq tekle teodor
    teresa theo therese thomas tilda tim tina tobias tomas tommy tor torbjörn tore torsten tove tuva tyra ulf ulla
    ulrica ulrik ulrika urban valter vanja vera veronica veronika victor victoria viggo viktor viktoria vilgot vilhelm
    villy viola virpi vivianne wilhelm william wilma yasmin yasmine yngve yonas yosef youssef yusuf yvonne zahra
    zainab zeinab zlatan åke åsa örjan östen
    """.split()
)

# Authorities, places, method words and other capital words of texts about handledning.
NOT_NAMES = frozenset(
    """
    alla andra arbetsförmedlingen av barn bbic boendeenheten boendelotsen boendestöd boendestödet boskolan bostad
    bostadsförmedlingen bup bvc clearingnummer de den dessa det där efter en ett europa flera frågan frågor från för
    försäkringskassan göteborg handboken handledaren handledning handledningen hen hon han hur hyresgästföreningen
    hyresnämnden hyresrätt hässelby i ibland idag imorgon inför ingen inte ivo jag jfm jo kan klienten kommunen
    konsumentverket kriminalvården kronofogden kronofogdemyndigheten lagen lägenheten malmö man med men metodpärmen
    metodstöd mi miti mycket nacka norge nu när nästa och ofta om oss personen polisen pärmen pärmmetoden region
    rinkeby rädda röda korset samordnaren sen sex siffror skatteverket skåne socialnämnden socialstyrelsen
    socialtjänsten socialtjänstlagen sol som stadsmissionen stockholm sverige så teams till tolv trepartssamtal två
    tre under uppsala ur ute vad var varje vem vi vid vilka vill vuxenenheten vällingby västerås word ärendet åtta är
    örebro östermalm ekonomi budget outlook excel migrationsverket folktandvården vårdcentralen psykiatrin beroendecentrum
    spånga tensta farsta årsta enskede vantör skarpnäck södertälje huddinge botkyrka järfälla solna sundbyberg lund
    linköping norrköping jönköping umeå gävle borås eskilstuna halmstad karlstad växjö sundsvall danmark finland
    somalia syrien irak iran eritrea afghanistan ukraina skuldsanering gruppen mötet passet januari februari mars april
    maj juni juli augusti september oktober november december måndag tisdag onsdag torsdag fredag lördag söndag jul
    påsk midsommar kivra bankid swish klarna nordea swedbank handelsbanken seb ica coop telia hyresvärden värden
    styrgruppen familjepedagogen behandlingsassistenten arbetsledaren enhetschefen socialsekreteraren rådgivaren
    tillsammans tidsintervall ja nej tack bra viktigt fråga slutsats tema punkt steg fas del kapitel avsnitt träff
    """.split()
) - {"maj"}

# Ordinary words that end as a street does, with a number after: "plan 3", "handlingsplan 2", "på väg 4".
NOT_STREETS = frozenset(
    """
    plan handlingsplan arbetsplan genomförandeplan betalningsplan avbetalningsplan vårdplan tidsplan budgetplan väg
    gata torg strand gården parken ringen platsen arbetsplatsen stig kaj backe höjden leden månadsplan veckoplan
    krisplan säkerhetsplan boplan omväg
    """.split()
)

# First names that also begin ordinary sentences.
ALSO_WORDS = frozenset(
    """
    ali alma björn bo bror dag ella hans ida inga kim klara leo liv lova love maj max mina my per rut sol sonja sten
    stig storm tor vera
    """.split()
)

# First names that in small letters are more often something else: "klara sig", "axel", "rosa".
NAMES_AND_WORDS = frozenset(
    """
    adam ann anton april axel august bror elle erik ester gull gun hugo inga ines iris jack jan jens karl kent klara kim lars
    lasse linda linn lisa lo lova maja marin mark max mia milla moa mona nils noor ove roland rosa rune rut saga sam siv stella
    stina tage theo tim tina tor tore ulla vera viola åke åsa
    """.split()
)

# Words of ordinary texts that are somebody's name too. In small letters they say nothing of a client, even when the
# caseload has one of that name.
ORDINARY = (
    frozenset(
        """
        alm ask asp barr berg berget blad blom bok boman borg brand brun bäck bäcken dahl dal damm duva eld fager falk
        fjäll flod fors fri frid frisk frost fura glad glas gran gren grund grå gull hall hav hed hemma hjort hjälm hjälp
        hjärta holm hov häll hög kall karl kjell klang klar klint klo kraft krig kron kung kvarn kvist lager land lav lejon
        lek lilja lilla lind ljung ljus lo lod lund lust lycka lång löv mark mild mod måne mård möller norr norman ny ny nord
        näs näslund palm park pil pris quist ram rask rask rehn ren ring rom ros rosen rot rud ryd rådström rönn sand silver
        sjö sjögren skog skytt skön sköld snäll sol stark start stav sten stig storm strand stål ström ståhl sund svan svensk
        sving säll sören söder tall trygg trygga träd törn ung ull uggla vass vall vänd vik vild vind vinter vit väst ågren
        ås åker åkern älv äng ängel ö öst öster östman
        """.split()
    )
    | ALSO_WORDS
    | NOT_NAMES
)

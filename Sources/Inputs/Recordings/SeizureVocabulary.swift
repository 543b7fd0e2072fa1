/// The words that marks of seizures are made of, in the languages that recordings come in.
///
/// Lists of words, not of texts: `SeizureReading` says how they go together. Latin letters stand
/// without accents; `SeizureText.folded` brings both sides to one form.
enum SeizureVocabulary {
    enum Role: Sendable {
        /// A seizure by itself.
        case seizure
        /// Makes any beginning or end that of a seizure: "clinical end".
        case ictalContext
        case eeg
        /// A beginning that is a seizure's without a further word.
        case onset
        case offset
        /// A beginning that is a seizure's next to a word for one.
        case start
        case stop
        /// The same, and right after "EEG": "EEG inicio".
        case begin
        case finish
        /// "on", "off", "over": only as the last word.
        case switchedOn
        case switchedOff
        case negation
        /// Negation after the word it negates: "seizure-free".
        case freedom
        /// "no", which is also the short form of "number".
        case noOrNumber
        case doubt
        /// Says more of a seizure without making it another thing.
        case qualifier
    }

    static func role(of word: ArraySlice<Unicode.Scalar>) -> Role? {
        guard word.count <= longestWord else { return nil }
        return roles[String(String.UnicodeScalarView(word))]
    }

    static let longestWord = roles.keys.map(\.unicodeScalars.count).max() ?? 0

    private static let roles = Dictionary(entries) { $1 }

    private static var entries: [(String, Role)] {
        lists.flatMap { role, words in
            words.split(whereSeparator: \.isWhitespace).map {
                (String(String.UnicodeScalarView(SeizureText.folded(String($0)))), role)
            }
        }
    }

    /// Words that stand in lists of different roles; a test holds that there are none.
    static var repeated: [String] {
        Dictionary(grouping: entries) { $0.0 }.filter { Set($0.value.map(\.1)).count > 1 }
            .map(\.key).sorted()
    }

    private static let lists: [(Role, String)] = [
        (.seizure, seizures), (.ictalContext, contexts), (.eeg, "eeg ieeg seeg ecog 脑电 脑电图 脳波"),
        (.onset, "onset onsets ons ueo eeo"), (.offset, "offset offsets"),
        (.start, "start starts started starting begin begins began beginning commences commenced"),
        (
            .stop,
            "end ends ended ending stop stops stopped finish finished ceases ceased "
                + "terminates terminated termination"
        ),
        (.begin, begins), (.finish, finishes),
        (.switchedOn, "on"), (.switchedOff, "off over done"),
        (.negation, negations), (.noOrNumber, "no"),
        (.freedom, "free frei freie freier freies freien vrij libre libero livre nil 消失 なし 無し 없음"),
        (.doubt, doubts), (.qualifier, qualifiers),
    ]

    /// With the labels of the TUH seizure corpus, but `nesz`, which is no epileptic one.
    private static let seizures = """
        seizure seizures seiz siezure siezures seizue sz szs szr szrs ictal attack attacks
        fnsz gnsz spsz cpsz absz tnsz cnsz tcsz atsz mysz gtc gtcs fbtcs btcs sgtc sgtcs
        epilepticus convulsion convulsions spasm spasms absence absences
        anfall anfalle anfallen anfalls iktal absencen
        crise crises convulsions critique ictale spasme spasmes
        crisis convulsiones critico critica ausencia ausencias espasmo espasmos
        crisi convulsione convulsioni critica ictali assenza assenze spasmo spasmi
        convulsao convulsoes ausencia ausencias espasmos
        aanval aanvallen insult insulten toeval
        napad napady napadu napadow napadowy drgawki zachvat zachvaty zachvatu
        anfald anfaldet anfallet krampe kohtaus kohtauksen roham rohamok criza crize
        nobet nobeti nobetler napadaj napadi
        приступ приступы приступа припадок припадки припадка напад напади судороги пристъп
        κριση κρισεις σπασμος σπασμοι نوبة تشنج התקף פרכוס
        发作 發作 発作 电发作 電發作 惊厥 驚厥 抽搐 けいれん 痙攣 발작 경련
        """

    private static let contexts = """
        clinical clin electrographic electrographical electrical electro electroclinical subclinical definite
        unequivocal behavioral behavioural
        klinisch klinischer klinisches klinische elektrographisch elektrographischer elektrischer
        clinique cliniques electrique electrographique electrico electrica clinico clinica electrografico electrografica
        elettrografico elettrografica elettrico elettrica clinicamente eletrografico eletrografica
        klinische elektrografisch kliniczny kliniczne klinicky klinicke klinisk elektrografisk
        клинический клиническое 临床 臨床 电临床 電気
        """

    private static let begins = """
        beginn beginnt anfang startet debut debute demarrage inicio inicia comienzo comienza
        empieza inizio inizia esordio comeco comeca aanvang begint poczatek rozpoczecie
        zacatek pocatek zaciatok borjan borjar begyndelse begynder begynnelse alku alkaa
        kezdet kezdete inceput baslangic baslangici basladi pocetak zacetek
        начало начался початок εναρξη αρχη بداية תחילת תחילה
        开始 開始 起始 始まり 시작 개시
        """

    private static let finishes = """
        ende endet stopp vorbei fin arret finit termine terminee final finaliza termina termino
        cese fine cessa cessazione fim einde eind eindigt koniec zakonczenie konec ukonceni
        slut slutar slutt loppu loppuu paattyy vege sfarsit bitis bitisi bitti sonu kraj
        конец окончание кінець край τελος ληξη نهاية סוף
        结束 結束 终止 終止 停止 終了 終わり 종료 끝
        """

    private static let negations = """
        not none without non never denies denied pre post inter peri before after since last next
        prior previous between until history hx anti nesz pnes pseudo psychogenic nonepileptic
        dissociative functional interictal preictal postictal
        kein keine keinen keiner ohne nicht nach vor zwischen pra seit nonepileptisch
        pas sans aucun aucune hors apres avant depuis entre
        sin ningun ninguna despues antes pos
        nessun nessuna senza dopo prima tra
        sem nao nenhum nenhuma fora depois
        geen niet zonder na voor tussen
        bez brak nie po przed miedzy zadny zadna ne pred mezi
        utan ingen inga uten uden ei ennen jalkeen nincs elott utan fara dupa yok oncesi sonrasi
        нет без до после между χωρις بدون ללא
        无 無 没有 沒有 否认 非 未见 未 发作前 发作后 发作间期 发作间 發作前 發作後 發作間期
        発作前 発作後 発作間期 発作間欠期 発作間 ない 전 후
        """

    /// With the words after which a seizure's name is part of another thing's.
    private static let doubts = """
        possible possibly poss probable probably prob questionable question suspected suspicious
        suspicion susp maybe perhaps doubtful unclear uncertain vs like mimic
        fraglich fraglicher moglich moglicher moglicherweise verdacht vd evtl eventuell unklar
        suspectee suspicion douteux douteuse eventuelle
        posible probable sospecha dudoso dudosa possibile probabile sospetta sospetto dubbia dubbio
        possivel provavel suspeita duvidosa mogelijk mogelijke verdenking mozliwy podejrzenie
        mozny mozna misstankt mahdollinen возможно возможный вероятно
        可能 疑似 可疑 疑い 疑 의심
        zone zones soz medication medications med meds drug drugs aed aeds asm asms button protocol
        precautions diary log risk prediction forecast warning rescue
        """

    /// With the parts of SzCORE's event types (`sz_foc_ia_nm_behaviorArrest`).
    private static let qualifiers = """
        the a an of in at to and with w by is has event events nr num number type marker mark marked
        annotation annotated detected detection recorded confirmed persyst patient pt typical
        atypical habitual brief short long small large big subtle spontaneous induced provoked first
        second third fourth fifth one two three st nd rd th ii iii iv vi vii viii ix status
        epileptic epilepsy focal foc generalized generalised gen partial complex simple secondary
        secondarily tonic clonic tonicclonic bilateral myoclonic atonic motor nonmotor nonconvulsive
        hypermotor hyperkinetic automatism automatisms autonomic behavior behaviour arrest cognitive
        emotional sensory eyelid myoclonia aware impaired awareness unaware nm ia ua uk uo
        unknown convulsive krampf
        left right lt rt temporal frontal parietal occipital central insular mesial lateral
        hippocampal hippocampus lobe side early late
        epileptischer epileptische epileptisch fokaler fokal generalisierter links rechts der die
        das des dem ein eine einer nummer erster
        epileptique focale generalisee tonique clonique tonico gauche droite du de la le les un une
        l d numero partielle temporale
        epileptica epileptico focal generalizada izquierda derecha del el los una uno tonico clonica
        epilettica epilettico generalizzata sinistra destra della dello di il lo parziale
        epiletica esquerda direita do da o
        epileptische epileptisch links rechts van het een nr
        padaczkowy padaczkowa lewy prawy epilepticky epilepticke
        эпилептический эпилептическая
        左 右 左侧 右侧 左側 右側 颞叶 额叶 顶叶 枕叶 側頭葉 前頭葉 颞 额 顶 枕 部分性 局灶性 全面性 强直 阵挛 失神
        癫痫 癲癇 てんかん 痫 肌阵挛 性 期 次 第 例 的 の が を は 回 目 上 第一次 第二次 焦点 強直 間代 全般
        """
}

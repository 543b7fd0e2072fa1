import Testing

@testable import Recordings

@Suite struct SeizureNamesTests {
    private static let standard = SeizureNames.standard

    @Test(arguments: [
        "seizure", "Seizure", " SEIZURE ", "sz", "SZ", "SZ 2P", "SZ EVENT # (EEG SZ)",
        "SZ EVENT 12 (EEG SZ)", "SZ EVENT (EEG SZ)", "sz # (eeg", "seizure 3", "SZ 2P      ",
        "Seizure1", "SZ-4", "sz_5", "Seizure #2", "Seizure No. 3", "Seizure № 3", "seizure II",
        "ＳＥＩＺＵＲＥ", "seiz", "fnsz", "gnsz", "cpsz", "absz", "tcsz", "Seizure@@LA1",
        "sz_foc_ia", "sz_gen_m_tonicClonic", "sz_foc_a_nm_behaviorArrest",
        "sz_foc_a_m_hyperkinetic",
        "Clinical seizure", "subclinical seizure", "electrographic seizure",
        "nonconvulsive seizure",
        "Non-convulsive seizure", "Seizure Detected", "status epilepticus", "ictal", "GTCS",
        "left temporal seizure", "habitual seizure", "Seizure (2)", "2 seizures",
        "Anfall", "Krampfanfall", "epileptischer Anfall 2", "Absence", "Crise 1", "crise partielle",
        "crisis", "Crisis epiléptica 2", "crisi", "Convulsão", "crise epiléptica", "aanval",
        "Insult",
        "napad", "Napad padaczkowy", "záchvat", "Anfald", "kohtaus", "roham", "criză", "nöbet",
        "crise électro-clinique", "electro-clinical seizure", "电发作", "電気的発作",
        "приступ", "Припадок 2", "κρίση", "发作", "癫痫发作", "發作", "左侧颞叶癫痫发作", "発作", "てんかん発作",
        "発作１", "발작", "نوبة",
    ])
    func events(text: String) { #expect(Self.standard.kind(of: text) == .event) }

    @Test(arguments: [
        "SZ Start", "eeg sz start", "onset", "Seizure  onset", "EEG onset", "Seizure #2 onset",
        "Clin. onset", "電気 onset", "sz onset #1", "SZ ONSET LTD 1-3", "onset LA1-3",
        "Seizure onset.", "Seizure Start:",
        "seizure_onset", "SeizureOnset", "szonset", "definite onset", "clinical onset",
        "electrographic onset", "Z ELECTROGRAPHIC ONS", "ictal onset", "onset of seizure", "UEO",
        "seizure on", "Sz 3 begins", "seizure starts left hand jerking", "clinical start",
        "EEG inicio", "inicio clínico", "inicio crisis", "Inicio de la crisis", "inizio crisi",
        "início da crise", "Début crise", "DEBUT DE LA CRISE 3", "début clinique",
        "Krampfanfall Beginn", "Anfallsbeginn", "Anfall Anfang", "begin aanval", "aanvalsbegin",
        "początek napadu", "začátek záchvatu", "начало приступа", "癫痫发作开始", "发作开始", "発作開始",
        "発作起始", "臨床発作開始", "발작 시작", "발작시작", "بداية نوبة",
    ])
    func starts(text: String) { #expect(Self.standard.kind(of: text) == .start) }

    @Test(arguments: [
        "SZ End", "eeg sz end", "offset", "seizure off", "clinical end", "Z ELECTROGRAPHIC END",
        "Seizure stop", "end of seizure", "Sz over", "SZ 2 ENDED", "seizureend", "Anfallsende",
        "Anfall Ende", "fin crise", "fin de la crise", "Fin de crisis", "fine crisi",
        "fim da crise",
        "einde aanval", "aanvalseinde", "koniec napadu", "konec záchvatu", "конец приступа",
        "发作结束", "癫痫发作终止", "発作終了", "발작 종료",
    ])
    func ends(text: String) { #expect(Self.standard.kind(of: text) == .end) }

    @Test(arguments: [
        "no seizure", "No seizures seen", "seizure-free", "seizure-free interval", "sz free",
        "without seizure", "w/o seizure", "not a seizure", "dsz", "dsz 2", "onset of sleep",
        "sleep onset", "photic onset", "stim 1 onset", "DC offset", "Recording starts", "EEG start",
        "End of recording", "eyes open", "", " ", "s", "1st change", "post seizure", "bckg",
        "post-ictal", "postictal", "Postictal slowing", "interictal", "inter-ictal", "pre ictal",
        "preictal", "before seizure onset", "Segment: REC START", "A1+A2 OFF", "nesz", "PNES",
        "psychogenic seizure", "kein Anfall", "anfallsfrei", "ohne Anfälle", "nach Anfall",
        "pas de crise", "sans crise", "après la crise", "sin crisis", "nessuna crisi", "sem crises",
        "geen aanval", "aanvalsvrij", "bez napadu", "bez záchvatu", "нет приступов", "无发作",
        "发作间期", "发作后", "発作なし", "発作間欠期", "발작 없음", "interiktal", "Inicio EEG",
        "Inizio registrazione", "Beginn der Aufzeichnung",
    ])
    func others(text: String) { #expect(SeizureReading(text) == .none) }

    @Test(arguments: [
        "SZ?", "seizure ?", "possible seizure", "probable sz onset", "r/o seizure", "V.a. Anfall",
        "crise probable?", "¿crisis?", "疑似发作", "発作疑い", "seizure button", "seizure medication",
        "seizure onset zone", "@SeizureDetected(Per", "seizure precautions reviewed",
        "sz 2px", "seizure start and end", "seizure monitoring started", "start seizure protocol",
        "Anfall nicht sicher",
    ])
    func doubts(text: String) {
        #expect(SeizureReading(text) == .doubtful)
        #expect(Self.standard.kind(of: text) == nil)
    }

    @Test func wordsAreListedOnce() {
        // A word that stands in two lists means what the later one says.
        #expect(SeizureVocabulary.repeated == [])
    }

    @Test func aListOfOnesOwn() throws {
        let names = try SeizureNames(
            parsing: "# a comment\n// another\n#\n\n EVENT:  Anfall  # \r\nstart:#\nend: * ende*\n")
        #expect(names.kind(of: "anfall 17") == .event)
        #expect(names.kind(of: "anfall") == nil)
        #expect(names.kind(of: "42") == .start)
        #expect(names.kind(of: "das ende naht") == .end)
        #expect(names.kind(of: "ende") == nil)
        #expect(names != .standard)
        #expect(try names != SeizureNames(parsing: "event: anfall"))
    }

    @Test(arguments: ["seizure", "event:", "event:  ", "begin: x", "#x", ": x"])
    func aWrongLineIsNamed(line: String) {
        var position: RecordingError.Position?
        do throws(RecordingError) {
            _ = try SeizureNames(parsing: "event: a\n\n" + line)
        } catch {
            position = error.position
        }
        #expect(position == .line(3))
    }

    @Test func manyWildcardsStayCheap() {
        let pattern = NamePattern(String(repeating: "*a", count: 400) + "b")
        #expect(!pattern.matches([UInt8](repeating: UInt8(ascii: "a"), count: 1000)))
    }
}

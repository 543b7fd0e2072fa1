import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

extension SampleFormat {
    var code: snd_pcm_format_t {
        switch self {
        case .s32: SND_PCM_FORMAT_S32_LE
        case .s32be: SND_PCM_FORMAT_S32_BE
        case .s24: SND_PCM_FORMAT_S24_LE
        case .s24be: SND_PCM_FORMAT_S24_BE
        case .s24packed: SND_PCM_FORMAT_S24_3LE
        case .s24packedbe: SND_PCM_FORMAT_S24_3BE
        case .float: SND_PCM_FORMAT_FLOAT_LE
        case .floatbe: SND_PCM_FORMAT_FLOAT_BE
        case .s16: SND_PCM_FORMAT_S16_LE
        case .s16be: SND_PCM_FORMAT_S16_BE
        }
    }
}

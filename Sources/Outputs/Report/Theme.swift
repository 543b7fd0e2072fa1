/// Colours and type, light and dark. Series colours follow Okabe and Ito's palette, which stays
/// distinct for colour-blind readers; in the light theme they are darkened for contrast on white.
enum Theme {
    /// The colour of a channel, by its index in the recording; from the seventh on with another dash.
    static func colour(ofChannel channel: Int) -> String {
        let dash = channel / 6 % 3
        return "c\(channel % 6)" + (dash > 0 ? " d\(dash)" : "")
    }

    static func variables(_ root: String) -> String {
        """
        \(root){color-scheme:light dark;--paper:#f6f7f4;--card:#fff;--sunk:#eef1ee;\
        --ink:#182226;--dim:#5d6b70;--rule:#d9dfdc;--grid:#e8ecea;--mute:#b4bcb9;\
        --trace:#0d5f63;--detect:#c43c0e;--stim:#c98500;--ref:#0068ad;--good:#0b7a55;\
        --warn:#9a6700;--s0:#0068ad;--s1:#c96a00;--s2:#00805d;--s3:#b04a86;--s4:#3b98cf;\
        --s5:#8a7a00}
        @media screen and (prefers-color-scheme:dark){\(root){\
        --paper:#0a1012;--card:#10181b;--sunk:#0c1315;\
        --ink:#dde7e6;--dim:#8b9b9d;--rule:#243236;--grid:#1a2629;--mute:#4a585b;\
        --trace:#7fe3c4;--detect:#ff7d50;--stim:#f2b93d;--ref:#62b9f2;--good:#52d6a2;\
        --warn:#f2b93d;--s0:#62b9f2;--s1:#f0a23a;--s2:#35cf9c;--s3:#e59ac4;--s4:#a9d9f7;\
        --s5:#e9dc60}}

        """
    }

    /// The style of the pictures.
    static let picture = """
        .picture{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        .card{fill:var(--card)}
        .plot{fill:var(--sunk)}
        .t{font-size:11.5px;fill:var(--dim)}
        .n{font-size:11.5px;fill:var(--dim);font-variant-numeric:tabular-nums}
        .h{font-size:12.5px;fill:var(--ink);font-weight:600}
        .name{font-size:11.5px;fill:var(--ink)}
        .off{font-size:11.5px;fill:var(--dim);text-decoration:line-through}
        .grid{stroke:var(--grid);stroke-width:1;fill:none}
        .axis{stroke:var(--rule);stroke-width:1;fill:none}
        .trace{fill:var(--trace);fill-opacity:.5;stroke:var(--trace);stroke-width:7;\
        stroke-linejoin:round}
        .dead{fill:var(--mute);fill-opacity:.5;stroke:var(--mute);stroke-width:7;\
        stroke-linejoin:round}
        .scale{stroke:var(--ink);stroke-width:1.5;fill:none}
        .detect{stroke:var(--detect);stroke-width:1.5;fill:none}
        .tdetect{font-size:12px;fill:var(--detect);font-weight:600}
        .mark{stroke:var(--detect);stroke-width:1;stroke-dasharray:2 3;fill:none}
        .fdetect{fill:var(--detect)}
        .fref{fill:var(--ref);fill-opacity:.85}
        .bref{fill:var(--ref);fill-opacity:.07}
        .lref{stroke:var(--ref);stroke-width:1;stroke-dasharray:5 3;fill:none}
        .fepisode{fill:var(--detect);fill-opacity:.8}
        .fstim{fill:var(--stim)}
        .bstim{fill:var(--stim);fill-opacity:.22}
        .fbad{fill:var(--mute)}
        .holdOff{fill:var(--ink);fill-opacity:.10}
        .blanked{fill:var(--stim);fill-opacity:.28}
        .settling{fill:var(--s3);fill-opacity:.22}
        .lockout{fill:var(--s4);fill-opacity:.20}
        .safe{fill:var(--detect);fill-opacity:.20}
        .score{fill:var(--trace);fill-opacity:.35;stroke:var(--trace);stroke-width:10;\
        stroke-linejoin:round}
        .fscore{fill:var(--trace);fill-opacity:.5}
        .need{fill:none;stroke:var(--detect);stroke-width:12;stroke-dasharray:60 30}
        .threshold{stroke:var(--detect);stroke-width:1.2;stroke-dasharray:6 3;fill:none}
        .rest{fill:var(--mute);fill-opacity:.45}
        .c0{stroke:var(--s0);fill:var(--s0)}.c1{stroke:var(--s1);fill:var(--s1)}
        .c2{stroke:var(--s2);fill:var(--s2)}.c3{stroke:var(--s3);fill:var(--s3)}
        .c4{stroke:var(--s4);fill:var(--s4)}.c5{stroke:var(--s5);fill:var(--s5)}
        .series.d1{stroke-dasharray:90 40}.series.d2{stroke-dasharray:25 25}
        .key.d1{stroke-dasharray:5 2}.key.d2{stroke-dasharray:2 2}
        .series{fill:none;stroke-width:14;stroke-linejoin:round}
        .band{fill-opacity:.8;stroke-width:6;stroke-linejoin:round}
        .bars{fill-opacity:.4;stroke-width:1}
        .key{stroke-width:3;fill:none}
        .bar{stroke-width:1.5;fill:none}
        .sham{stroke:var(--dim);stroke-width:2;stroke-dasharray:5 4;fill:none}
        @media (max-width:820px){.t,.n,.name,.off,.h,.tdetect{font-size:15px}}

        """

    /// The style of the page.
    static let page = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);\
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
        font-variant-numeric:tabular-nums}
        main{max-width:1180px;margin:0 auto;padding:28px 24px 48px}
        h1{font-size:25px;line-height:1.2;margin:0;font-weight:650;letter-spacing:-.01em;\
        overflow-wrap:anywhere}
        h2{font-size:17px;margin:38px 0 12px;font-weight:650}
        h3{font-size:15px;margin:0;font-weight:650}
        p{margin:6px 0}
        a{color:inherit}
        .dim,.note{color:var(--dim)}
        .note{font-size:13px}
        .brand{display:flex;align-items:center;gap:8px;color:var(--dim);font-size:13px;\
        margin-bottom:14px}
        .brand svg{width:34px;height:16px;flex:none}
        .brand path{fill:none;stroke:var(--trace);stroke-width:1.6;stroke-linejoin:round}
        .verdicts{list-style:none;margin:16px 0 20px;padding:0;font-size:18px;line-height:1.4}
        .verdicts li{padding:3px 0 3px 22px;position:relative}
        .verdicts li::before{content:"";position:absolute;left:2px;top:.68em;width:10px;\
        height:10px;border-radius:50%;background:var(--mute)}
        .verdicts .good::before{background:var(--good)}
        .verdicts .warning::before{background:var(--stim);border-radius:1px}
        .verdicts .bad::before{background:var(--detect);border-radius:1px;transform:rotate(45deg)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(148px,1fr));gap:10px}
        .tile{background:var(--card);border:1px solid var(--rule);border-radius:8px;\
        padding:11px 14px 10px}
        .tile b{display:block;font-size:24px;line-height:1.25;font-weight:600;\
        letter-spacing:-.01em;overflow-wrap:anywhere}
        .tile b small{font-size:13px;font-weight:400;color:var(--dim);margin-left:4px;\
        letter-spacing:0}
        .tile span{font-size:12.5px;color:var(--dim);display:block;line-height:1.35}
        .tile.good b{color:var(--good)}.tile.warning b{color:var(--warn)}\
        .tile.bad b{color:var(--detect)}
        .sheet{background:var(--card);border:1px solid var(--rule);border-radius:8px;\
        padding:16px 18px;margin:0 0 18px}
        .sheet>header{display:flex;flex-wrap:wrap;gap:2px 14px;align-items:baseline;\
        margin-bottom:10px}
        .picture{display:block;width:100%;height:auto}
        .scroll{overflow-x:auto}
        .picture+.scroll{margin-top:18px}
        table{border-collapse:collapse;width:100%;font-size:13.5px}
        caption{text-align:left;color:var(--dim);font-size:13px;padding:0 0 6px}
        .wide{min-width:1040px}
        th{font-weight:500;color:var(--dim);text-align:left;font-size:12.5px;vertical-align:bottom}
        th,td{padding:5px 14px 5px 0;border-bottom:1px solid var(--grid)}
        td{vertical-align:baseline}
        th:last-child,td:last-child{padding-right:0}
        .r{text-align:right;white-space:nowrap}
        tr.sum td{border-top:1.5px solid var(--rule);border-bottom:0;font-weight:600}
        tr.flag td{color:var(--warn);font-weight:600}
        tr.flag .note{font-weight:400}
        .bar{display:block;height:8px;border-radius:4px;background:var(--sunk);\
        border:1px solid var(--rule);overflow:hidden;min-width:80px}
        .bar i{display:block;height:100%;background:var(--trace)}
        .bar.over i{background:var(--detect)}
        .strip{display:block;width:100%;min-width:160px;height:12px;background:var(--sunk);\
        border-radius:2px}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));\
        gap:18px;align-items:start}
        .columns .sheet{margin:0}
        .columns :is(.t,.n,.name,.off,.h,.tdetect){font-size:15px}
        details{margin:10px 0 0}
        summary{cursor:pointer;color:var(--dim);font-size:13.5px}
        pre,code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;\
        font-size:12.5px}
        pre{background:var(--sunk);border:1px solid var(--rule);border-radius:6px;\
        padding:10px 12px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;\
        margin:8px 0 0}
        code{overflow-wrap:anywhere}
        footer{color:var(--dim);font-size:13px;margin-top:34px;border-top:1px solid var(--rule);\
        padding-top:12px}
        .zoomable{touch-action:pan-y pinch-zoom;cursor:crosshair}
        .zoomable:focus-visible,a:focus-visible,button:focus-visible,summary:focus-visible\
        {outline:2px solid var(--ref);outline-offset:2px}
        .zoomed :is(path,rect){vector-effect:non-scaling-stroke}
        .zoomed :is(.trace,.dead,.score,.band){stroke-width:1}
        .zoomed :is(.need,.series){stroke-width:1.4}
        .zoomed .need{stroke-dasharray:6 3}
        .zoomed .series.d1{stroke-dasharray:9 4}.zoomed .series.d2{stroke-dasharray:2.5 2.5}
        .cursor{stroke:var(--ink);stroke-width:1;fill:none}
        .cursor.second{stroke-dasharray:3 3}
        .dragged{fill:var(--ref);fill-opacity:.2}
        .tools{display:flex;flex-wrap:wrap;gap:6px;align-items:baseline;font-size:13px}
        .tools button{font:inherit;color:var(--ink);background:var(--sunk);\
        border:1px solid var(--rule);border-radius:5px;padding:2px 9px;min-height:28px;\
        cursor:pointer}
        .tools details{margin:0}
        .tools label{display:inline-block;margin:4px 12px 0 0;overflow-wrap:anywhere}
        .tools output{flex:1 1 100%;min-height:1.5em;color:var(--dim);white-space:pre-wrap;\
        overflow-wrap:anywhere}
        .chosen{text-decoration:underline;font-weight:700}
        nav a{margin-right:8px}
        tr:target td{background:var(--sunk)}
        @media print{.tools{display:none}}
        @media (max-width:820px){.tools button{min-height:34px}main{padding:18px 14px 36px}.sheet{padding:12px 12px}\
        .verdicts{font-size:16.5px}}
        @media print{.wide{min-width:0}body{background:#fff;font-size:12px}main{max-width:none;\
        padding:0}.sheet,.tile{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}}

        """
}

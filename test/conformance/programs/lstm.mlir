// lstm: printed by jax 0.10.2; see record.py.
module @jit_both attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main() {
    %in:4 = call @inputs() : () -> (tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>, tensor<6x3x5xf32>)
    %want:5 = call @expected() : () -> (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>)
    %got:5 = call @program(%in#0, %in#1, %in#2, %in#3) : (tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>, tensor<6x3x5xf32>) -> (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>)
    stablehlo.custom_call @check.expect_almost_eq(%got#0, %want#0) {has_side_effect = true} : (tensor<6x3x8xf32>, tensor<6x3x8xf32>) -> ()
    stablehlo.custom_call @check.expect_almost_eq(%got#1, %want#1) {has_side_effect = true} : (tensor<3x8xf32>, tensor<3x8xf32>) -> ()
    stablehlo.custom_call @check.expect_almost_eq(%got#2, %want#2) {has_side_effect = true} : (tensor<32xf32>, tensor<32xf32>) -> ()
    stablehlo.custom_call @check.expect_almost_eq(%got#3, %want#3) {has_side_effect = true} : (tensor<8x32xf32>, tensor<8x32xf32>) -> ()
    stablehlo.custom_call @check.expect_almost_eq(%got#4, %want#4) {has_side_effect = true} : (tensor<5x32xf32>, tensor<5x32xf32>) -> ()
    return
  }
  func.func private @inputs() -> (tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>, tensor<6x3x5xf32>) {
    %c0 = stablehlo.constant dense<"0x4519B23E9A36E1BE59EF603EBC1043BEE807CF3B74EFA43DA1D776BEBBE3913E8C72413F5AA6F33E1514B83DE11B6CBFA332003FA75EFE3EF1D8CFBD0D9C70BEA2C9993E83E5C7BE4E5BBB3EE95304BF191EE2BE7F26C9B9A36431BF5E8AD4BB95F8783EE42620BFBF8FDB3E60698ABEDBE8803E7082C13D9A6261BED8B680BE"> : tensor<32xf32>
    %c1 = stablehlo.constant dense<"0x6682F03E3C7823BFBF808E3EC3313F3FF4C985BFF1F7AD3D26D2E53D56318D3DE514D7BEC40B49BEA5E73ABF94F9AE3C626D613E390BBEBE3CA0FFBECBD88DBE2C2749BD4BE97BBC44C1C5BDE05B45BC108630BFD578B1BF8456833EC9C6263F25003EBFE755BFBE4A46CD3DE159D73E70A28A3E585C143FC5E497BD29121F3E76A41D3E520885BE7E940A3F63D9833EC8E9DC3E175475BEA3D5E93E49A910BFEFB2133E372FAABF23210BBF30B39F3E2E268ABE5BA0123D73FC57BFC165353F284B783E4CE07EBD71AA1D3EA027E33D7CA9243FF73A623DB42245BFB41833BE6012143FF14C6A3E10E882BE6AAB7E3E2D57EA3B464C7E3ECC7353BF2865FABE74568D3ECBA522BED321FA3DFC79683FB01F4FBE2CD08B3D1901A5BE94F7B5BE3FEFB0BD739542BFD00E8ABFA8171E3FFFBACDBD55B3FF3E26B0223C6486BC3CF0498E3E04349A3ED34523BFF8600A3F5E2606BF735F4B3DF57A993F54B22ABC2DCE433F709660BEE03D803E1F72C8BC014E1E3EED23EFBE19EBFEBEA283EA3DE70C50BF0F54ECBEBE39873E3717B3BE1566F7BEFE1D17BFBB33B93C256168BED340C43CB96510BE7CBF5A3F7F4286BE4E9E80BFF433FB3B997144BD1FD2DE3C111955BF0AD7003FDABF83BD433A8FBDB22952BF87293A3ECBB3A5BDC0121C3FB7CE80BEDFB126BFAF935F3C72EFFCBEB1131D3EB78F13BF59FFE4BDF42B23BE4B5886BDE23E99BED025E3BEED819FBD3178A9BEE455CF3CB39B39BE881192BFF7E5A1BDC048203F7F7CC93D86C0773E8B6E303E6AB18DBE3E3E32BFA20FB03E3ADBEC3E343E673E0F98203E4BE2113E458C7FBD83D2AB3DF64B30BDBB5FDF3DA29501BF28ECB4BED4AF673E2F9D59BE29DF9BBF19B13F3C708D93BF0FDE5F3FBE0C993E025C8D3E5F9BBCBEB57917BF96B019BE67091CBD935DD6BE233AEC3CCE28913E644C773EA5FF0BBF7E338BBF748538BD1302BABEDD5F2C3E5C143E3F68F73D3F022FBC3D0739F93E0F5F3E3F2E7ABBBC9FACAF3DC174BA3E78997BBD4C0D91BE5472CEBEB44625BD947AAEBE219CAD3E140F4FBEA282283F0F94093F8A7B22BFA169F33EAA6A6FBEF64D1D3F7DB5513E8DC97DBD0513903E077F9CBE7B9EF13DB97D143E79ADDEBD7F13163ECAC303BF90F9693EFB691DBF5837853EBC13413E567D9A3E08529ABE899EB43FD51E12BEB3F01B3D8637C9BE6DD9253F388583BE828DE13E9C7CF6BE38FEED3D8E6554BEAF0CD33E86802CBEFC4AE1BE3AE63D3EDB8718BFC76AF7BE994CAC3EE59C6ABFB28DAA3EDB735EBE6F0CECBE2D86B73DF03B8C3ED9E99ABE8543DEBDDEA7B53EE059AA3E627644BDFFBAC6BE3126F1BE76039CBE9E54993E62CC803E8707FB3D673A233FC82D26BE416D4CBE198E4EBE5C5F623FC5BE7DBFD49AF33DED77453EE760403CA2FD8A3F7456093F"> : tensor<8x32xf32>
    %c2 = stablehlo.constant dense<"0xCB2FA2BE956902BE0C34DC3E6A2182BEDECE353F8A71313F7FE6053F64F6223F2356213E6A0F94BE17C49B3E8259EC3E9236D23DB3F50ABE109449BF0CD3A23E6B11223E4A0B28BF54350B3D6D98AE3E2E108DBD2A09BE3E4DB0B63E1A393EBFF88827BE6B35653E5CACDF3E5A262E3F4E0876BF0FD243BD3903AD3EE5B8163FA23F513FFAE3F3BEDDCF4BBEB50109BFCCF2C63E56282BBF22B4113FC6E7E43EBACF663E5C258BBF3C09B3BED78FB53E550237BFB5D308BEB1C988BD9930D93E3D85FE3D4E4BF63D21586EBE580950BC554BA7BD3D3CB03EC005D5BD2176FD3ECEAC5ABFF5D1133F05FCCBBD08AE0A3F756FD23CE924D03E32E9383F183294BE5DB0C23CF04FCCBD9252B23D8DDD50BF5FC4CDBDDD610EBE060ACFBE8BA0E5BD222F47BF99B42C3F13A4513EC5226A3FDA57E5BE20BE17BF4B21FC3DF62257BF3FFDC23D6145BABE0A263ABE0BD1DE3D262CC03BBD27673FB42F973EDBB727BF732BEF3E9DC12DBF31EAD03C1C2922BFF651DABE55B2213F65E295BE63FAABBE284797BE4F6130BE02B3313F3CC119BF950F21BF3D27893E707A4EBFF83D4CBEFF400A3F9E4897BC673C83BE2F94BDBE2BEBF1BE6FA59FBE7ECA403DB60B183F8EB6E93E7FC599BEF0E1C3BE66CEA43EA22B6BBFA7B774BE8C643BBE374C12BF4DC503BF3EC1173EF34E57BF12BDF3BE1CAFB0BEE88F733C33FA33BF9999023F0B3837BE02681FBE4F8C53BE6D93B8BE753B03BF2CA4093FBF2E913D91FFABBD8103EC3E6E63C3BE712E8F3E781EA7BC56EDF0BEA769AF3EB80D45BF0A8D933E4C4CF0BEF0082C3E2E8E253F48767B3E00BBA9BECFC249BDB0D45DBEC51D1DBFDCDC14BF0D5179BCDDFC683E360C68BF458F96BD0B1C583EB6E1763C246C08BF"> : tensor<5x32xf32>
    %c3 = stablehlo.constant dense<"0x349ECEBFF2192ABF39EB3BBF0C4BC43F7263723F60CEA5BFB2523E3F5F234D3EB3D6BABE421ADA3EF22B3C3FAE970ABFEE7287BE7178183E85096EBF8E172B3E0627A7BDCC9624BFEB414BBFC7FC8F3E6AD9503FDE549C3E75434EBF6B86323FA71C1F3E76040D3F29048B3FB35F59BF9A9109BEDD0F10BF445352BF87B7EF3F4C31603F28F9D3BF94D6CA3EC1D105BFD527893F9E799B3D614D29BE0765063E9BBEB63ED8C5D63C142554BE5AEF05BE00DDF33E854287BF4D6057BB568CE8BDF840E9BE83E12F3F52829ABF7B6DAFBE43264CBFD51F023F6A63E0BE64EC363D2EA1B73E061CBFBFCFD5D73EFE1733BF554D74BE97B7D8BD1433413F2B5A303FB809D33FB8B5283E3D27E4BE339BF0BE8E301C3FD18FBF3F6AE0A23E80E109BF0623833E1078743E749AF83C25A131BF9CB817C0555800BFDAB27B3F1A2F4B3EB80004C0693E983B9ACFDCBF71D7ED3FE71E363EDAD78FBF1CBF3E3F600A3BBF333E063FD598A53C"> : tensor<6x3x5xf32>
    return %c0, %c1, %c2, %c3 : tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>, tensor<6x3x5xf32>
  }
  func.func private @expected() -> (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>) {
    %c0 = stablehlo.constant dense<"0xE3EEB13C8C1E973DE25B8F3D9B2225BC12603DBDCF535EBECC1317BCAFD610BC06F56FBD8304863D4952A63D544799BDB7C579BD9748593BE1343ABEF9145D3D4361583E5F0E02BE279126BDE71A37BE521A9ABD298D07BDC38F42BD14CF99BDCDDFCDBDE50F273D8A1EB93E81769CBE9C545A3D9D8184BE7F0C85BE1619CB3D09468B3D4E13C5BD9D45233E91B0CEBD3ACF47BE709ED6BD8E3A5CBE8FCAADBDC7E4353EC11016BEE5D320BD15D6B2BEE23B4BBE514B02BE7A40A3BE49CD9D3E823B5DBEBFEB473D8B084E3E2EFEBABEF66ED33EEC1587BED2F8C4BEF0BC293D703CE83D34E793BCD2AFB63D632C2BBEBE5CA2BE21C2B9BDD5F3A5BE7A46B43D23C74D3EE14F27BEEE605A3EED3663BEC4A566BEC22530BE70FE8CBEB820B4BD11D95BBEADEF903DDD5C673E2D110EBE4626A93EEE922CBECE3C1CBEB958873D2F3E733EB6889B3C1193C73C1F4F6DBE26B9CDBE11B424BE4F804FBED171583E6AD18F3E6995F9BD99C74CBDD01EF8BEB183E7BEAE0A3DBE38AD92BE07B0993E4141D9BD212E853B519F9F3E87A392BC6F9F283B03A60F3ECC0041BD6D5266BD6B5C3A3DEF89A1BDA519953E53CF4EBD830F8EBE85D0D4BEF29644BE4F2AC2BD3D8AC13E210535BE6BCEF63D8B4070BEF47CB7BEF3C2A5BE99FF53BE1E3F66BE7504D7BDF5B083BC375B873E329362BC567A84BD9272E9BD504D44BC0B091FBE0019AA3D6BF00E3E0BCDA9BC0855D9BDD1DA9ABEE60875BE78337EBDF5BCCC3CF01B463EFF2D90BCA39111BD001088BE8ABFFEBE11ECAFBEC40480BE133DB33D"> : tensor<6x3x8xf32>
    %c1 = stablehlo.constant dense<"0x4BABFABD934EEBBDCC1B393F68C435BEB5EBC1BDBD1F1EBF15AC5DBE0C3B74BE773F8D3E073B743ED2EB16BE8DB71FBF43D5ACBE8F9B9EBF51A2F3BE205B7C3D28A1293FDB880DBD6573A4BD3CDD1EBF05CD26BFB44A38BFE2EF19BFFBE8A53E"> : tensor<3x8xf32>
    %c2 = stablehlo.constant dense<"0x97C4EC3E211B5D3EE59A973E9628363FEBE1963F2F110F3F4A572F3F05AC343EF343BF3E10C2483D4EDB0D3ED8557D3E9254483F7458BD3E43FDCC3EA4D55CBD2E35BC3F68DD9EBD30525D3FECB8A5BF36705FC00EF0DABF6CA90AC0626845BE7A9E513FEF92413ED612A83E07024E3F810B4B3FCB47783F9C30393F8D898B3E"> : tensor<32xf32>
    %c3 = stablehlo.constant dense<"0x2DA8D93CA8FC903C788ECEBB5AA9CA3D83AF0E3EA8C88E3DFE0D783DFA075D3C5E18413D8EDA353C53E387BC193E243D06C2033E691E343D1D5D1D3D58E1DDBB65F4FC3E65FA19BD76427C3C629D1CBEEE5C04BFB3E265BED2EE21BE65DA7D3C367BE43D96339F3CB4395FBB0CA9DD3DAAEFEE3D8B13F13D555A973DCAED093DB3AB4ABC1FB245BC9814B63AFC7F7BBD2DF89EBD2DC5F6BCF38BFCBC146FC6BB08180CBD706FD8BB6589AE3BE901BFBC2F6997BD0C0C85BCE593CDBC7C972D3B7BF590BEE002FE3C100362BCAE20AD3DC7F3A93E9E07B83DEAABCA3DD45901BC28FB91BDE6542DBCF3F4D03A98FB7CBDD15086BD119D02BD3E3B25BD9E1176BC94CAC13C328B473C8FC4173DF405623DCE8E003E57315A3C869B443DFAD0D23C47B2CE3CF2A3813A643D113D5BF2863CEBA99F3D72043A3DB46C453DC2C514BB6AD12EBE900A303B9E96C23D4E0C82BDCCD091BD829825BCE70472BEE908B13BC9FA933DA3A3F53B15DF593D5862B63DDAF89A3D3EE3B63D0A19A13D56D9C73C72C937BDDD660EBDDC9C90BDA5FC0EBE653866BE90F15DBD2F43E0BDA68D14BD572CF5BDBCC14FBC170DCCBC8B7684BD262933BE9EBCC8BD6278D3BD1C1D823CCA385CBE12AA213D2E841FBE4707523EC6A9103F429DB63EF9FBDC3ECDFC883C6E0C3FBECC9C15BD935D81BD959942BEDE2F5ABEBB882FBE42C715BE0EA073BD181A0BBDAE9AEEBCC29D143CCCC2E8BD254E60BEBB99A8BDD716A8BD623EDFBC056C71BDC625FBBB3AA3843C40D147BDCB9D44BE99C98FBDE6AE7BBDF9D3093CBADB31BFD493E73C1CE381BDC29E2E3EC257193F12B19F3E243B4F3E928A18BB195502BE042BF6BC8A3930BC151A23BEEBA327BE37A23DBE06CDD6BD205952BDEA3C09BD1E55C6BC212041BD72E0B8BD09BE23BE29A24FBD1E6BA4BD35EDC2BC231071BDC2FFCDBB94EEA2BC502713BDC5E20EBEF4F4A1BD873E83BDD18E363C6560FE3C4A9E30BC561A98BDA4FFFA3D88E7773E54105B3E36D0983EC11BA8BC8B49EDBD283DC0BC0B2EF4BC36160CBE104906BE07123ABE1996E7BD3CCD19BD871B42BD96350ABD6BD98EBDF7B003BE296D81BE498D75BDA8FFE3BDF4C219BD3E21D1BD0A6505BCA832EABC079A5DBDA4E542BE3443A2BDE7EFCABDA42B5C3C369172BEDC18FB3C9E4D31BE11553B3E4E12053FC2698E3EFCF7C23E54628F3CFABC2DBE29B2FCBC21A784BDAEB640BE2F2A4DBE4B1826BE4DBC1CBE623962BD0E6587BB4D2A533C992B133DC224353CABEB013D273CCCBB3027D03CF4EB1F3C05CC553D6C96B43ADAA5593B6AC5913C6FEBA23C7D27093D19B3193D4707DBBB82F1B93DCC0106BBBC1C853D9762BEBC22EAB0BDE50A4FBE1004DEBDECD9EBBCC438B33CB4FE8A3C3450073D9084243D7018643DA5B7363D805EAE3C13728D3C"> : tensor<8x32xf32>
    %c4 = stablehlo.constant dense<"0xD261553E009872BC312E96BDD8111CBD8F3787BE3964ADBE8019E0BD08172B3D321C3ABD1ADDA23C3E3FA1BD61D5B83C26DAB3BECC9CB3BD346F44BDBE88A1BC88A7243F195F82BE92B707BC3D7C8CBE103D21BFD304DABE9C79223C569550BED83E62BDE1A114BC8702F8BCCECE8BBED6A90ABE909EFDBE875D84BE7EB4C1BC6037D43C18D7A03B3A0287BCF06EA03E6999C73E4E3456BE69A1843EF1C2A7BD0A7A303DC053C93CFCE2053DEAB0BE3DF64F7B3E209C383EE49D593EA1A4CFBC22D699BC8DC9DDBD148A263DD4F7A1BED1028FBF6AC5D43D5D60B6BFDEE4FA3DAEE5653E3B4134BCB82D44BE3B99993E60E83A3E4476BBBD6ED19F3EC3FD97BC65E58BBED04B08BE6B85A8BB4088C7BEA2AE1EBF7E3A07BF377C8CBE4871C7BD216D86BD7414FFBC3C4DAB3CA1E2E8BD46C2D5BE65642FBDA21D9FBDB648523C8CF1AEBFEF55AD3DB34460BE7D4B533FECF8E93FFA95233FD06D013FEB59A8BC940CEFBE3F79A4BD1E27F6BC4FF4A5BED689B3BE3A680CBFB7738ABE5CCF09BEA41E283D3022D63D7A41323CD8E667BBB8E9873E54C7003F490E11BD63B4D13D83A0B2BB2FC8BCBCFCCE0CBD7411BBBA4A0D613EF0F52ABE8E96A7BDF52178BC1DDFA43F68014FBC9328163EC0050FBECE6CE0BEA4B31A3EB7D6563FBCB205BE2BD5B93D7DC1553D4069173E2D929EBC9C85FB3D22B3B63E878920BD95A31B3DAF498BBEF0CE12BC9281773E7C34E4BDCF7F4F3D2E0F0B3EF61AC53D6418043DD0E4833D42047BBC3331A73DE09029BC7DD2A13D285B823D6BEA933D614DF0BCDF2284BF83143C3E3D61753E545D8F3EEAC2763F98031FBD44850DBD1DE9AF3DD41B19BE10D4573BA1D48C3E0FD46DBC3884873DB289E23EA5D1C73DA0C9F239"> : tensor<5x32xf32>
    return %c0, %c1, %c2, %c3, %c4 : tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>
  }
  func.func private @program(%arg0: tensor<32xf32>, %arg1: tensor<8x32xf32>, %arg2: tensor<5x32xf32>, %arg3: tensor<6x3x5xf32>) -> (tensor<6x3x8xf32> {jax.result_info = "result[0]"}, tensor<3x8xf32> {jax.result_info = "result[1]"}, tensor<32xf32> {jax.result_info = "result[2]['b']"}, tensor<8x32xf32> {jax.result_info = "result[2]['u']"}, tensor<5x32xf32> {jax.result_info = "result[2]['w']"}) {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %2:8 = stablehlo.while(%iterArg = %arg3, %iterArg_24 = %arg2, %iterArg_25 = %arg1, %iterArg_26 = %arg0, %iterArg_27 = %c, %iterArg_28 = %0, %iterArg_29 = %0, %iterArg_30 = %1) : tensor<6x3x5xf32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<i32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<6x3x8xf32>
    cond {
      %c_31 = stablehlo.constant dense<6> : tensor<i32>
      %29 = stablehlo.compare LT, %iterArg_27, %c_31, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %29 : tensor<i1>
    } do {
      %29 = func.call @dynamic_index_in_dim(%iterArg, %iterArg_27) : (tensor<6x3x5xf32>, tensor<i32>) -> tensor<3x5xf32>
      %30:3 = func.call @closed_call(%iterArg_24, %iterArg_25, %iterArg_26, %iterArg_28, %iterArg_29, %29) : (tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x5xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>)
      %31 = func.call @dynamic_update_index_in_dim(%iterArg_30, %30#2, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %c_31 = stablehlo.constant dense<1> : tensor<i32>
      %32 = stablehlo.add %iterArg_27, %c_31 : tensor<i32>
      stablehlo.return %iterArg, %iterArg_24, %iterArg_25, %iterArg_26, %32, %30#0, %30#1, %31 : tensor<6x3x5xf32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<i32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<6x3x8xf32>
    }
    %cst_1 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %3 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %4 = stablehlo.broadcast_in_dim %arg0, dims = [1] : (tensor<32xf32>) -> tensor<1x32xf32>
    %cst_2 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %5 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_3 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %6 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_4 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %7 = stablehlo.broadcast_in_dim %cst_4, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_5 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %8 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_6 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %9 = stablehlo.broadcast_in_dim %cst_6, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_7 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %10 = stablehlo.broadcast_in_dim %cst_7, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_8 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %11 = stablehlo.broadcast_in_dim %cst_8, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_9 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %12 = stablehlo.broadcast_in_dim %cst_9, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_10 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %13 = stablehlo.broadcast_in_dim %cst_10, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_11 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %14 = stablehlo.broadcast_in_dim %cst_11, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_12 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %15 = stablehlo.broadcast_in_dim %cst_12, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_13 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %16 = stablehlo.broadcast_in_dim %cst_13, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %cst_14 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %17 = stablehlo.broadcast_in_dim %cst_14, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %c_15 = stablehlo.constant dense<0> : tensor<i32>
    %18:20 = stablehlo.while(%iterArg = %arg3, %iterArg_24 = %arg2, %iterArg_25 = %arg1, %iterArg_26 = %4, %iterArg_27 = %c_15, %iterArg_28 = %3, %iterArg_29 = %3, %iterArg_30 = %5, %iterArg_31 = %6, %iterArg_32 = %7, %iterArg_33 = %8, %iterArg_34 = %9, %iterArg_35 = %10, %iterArg_36 = %11, %iterArg_37 = %12, %iterArg_38 = %13, %iterArg_39 = %14, %iterArg_40 = %15, %iterArg_41 = %16, %iterArg_42 = %17) : tensor<6x3x5xf32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<1x32xf32>, tensor<i32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>
    cond {
      %c_43 = stablehlo.constant dense<6> : tensor<i32>
      %29 = stablehlo.compare LT, %iterArg_27, %c_43, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %29 : tensor<i1>
    } do {
      %29 = func.call @dynamic_index_in_dim(%iterArg, %iterArg_27) : (tensor<6x3x5xf32>, tensor<i32>) -> tensor<3x5xf32>
      %30:15 = func.call @closed_call_0(%iterArg_24, %iterArg_25, %iterArg_26, %iterArg_28, %iterArg_29, %29) : (tensor<5x32xf32>, tensor<8x32xf32>, tensor<1x32xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x5xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>)
      %31 = func.call @dynamic_update_index_in_dim(%iterArg_30, %30#2, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %32 = func.call @dynamic_update_index_in_dim(%iterArg_31, %30#3, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %33 = func.call @dynamic_update_index_in_dim(%iterArg_32, %30#4, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %34 = func.call @dynamic_update_index_in_dim(%iterArg_33, %30#5, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %35 = func.call @dynamic_update_index_in_dim(%iterArg_34, %30#6, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %36 = func.call @dynamic_update_index_in_dim(%iterArg_35, %30#7, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %37 = func.call @dynamic_update_index_in_dim(%iterArg_36, %30#8, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %38 = func.call @dynamic_update_index_in_dim(%iterArg_37, %30#9, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %39 = func.call @dynamic_update_index_in_dim(%iterArg_38, %30#10, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %40 = func.call @dynamic_update_index_in_dim(%iterArg_39, %30#11, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %41 = func.call @dynamic_update_index_in_dim(%iterArg_40, %30#12, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %42 = func.call @dynamic_update_index_in_dim(%iterArg_41, %30#13, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %43 = func.call @dynamic_update_index_in_dim(%iterArg_42, %30#14, %iterArg_27) : (tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<i32>) -> tensor<6x3x8xf32>
      %c_43 = stablehlo.constant dense<1> : tensor<i32>
      %44 = stablehlo.add %iterArg_27, %c_43 : tensor<i32>
      stablehlo.return %iterArg, %iterArg_24, %iterArg_25, %iterArg_26, %44, %30#0, %30#1, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43 : tensor<6x3x5xf32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<1x32xf32>, tensor<i32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>
    }
    %cst_16 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
    %19 = stablehlo.broadcast_in_dim %cst_16, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %20 = stablehlo.multiply %19, %18#7 : tensor<6x3x8xf32>
    %cst_17 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %21 = stablehlo.broadcast_in_dim %cst_17, dims = [] : (tensor<f32>) -> tensor<6x3x8xf32>
    %22 = stablehlo.multiply %21, %20 : tensor<6x3x8xf32>
    %cst_18 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %23 = stablehlo.broadcast_in_dim %cst_18, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %cst_19 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %24 = stablehlo.broadcast_in_dim %cst_19, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %cst_20 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %25 = stablehlo.broadcast_in_dim %cst_20, dims = [] : (tensor<f32>) -> tensor<5x32xf32>
    %cst_21 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %26 = stablehlo.broadcast_in_dim %cst_21, dims = [] : (tensor<f32>) -> tensor<8x32xf32>
    %cst_22 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %27 = stablehlo.broadcast_in_dim %cst_22, dims = [] : (tensor<f32>) -> tensor<32xf32>
    %c_23 = stablehlo.constant dense<0> : tensor<i32>
    %28:21 = stablehlo.while(%iterArg = %22, %iterArg_24 = %arg3, %iterArg_25 = %18#8, %iterArg_26 = %18#9, %iterArg_27 = %18#10, %iterArg_28 = %18#11, %iterArg_29 = %18#12, %iterArg_30 = %18#13, %iterArg_31 = %18#14, %iterArg_32 = %18#15, %iterArg_33 = %18#16, %iterArg_34 = %18#17, %iterArg_35 = %18#18, %iterArg_36 = %18#19, %iterArg_37 = %arg1, %iterArg_38 = %c_23, %iterArg_39 = %25, %iterArg_40 = %26, %iterArg_41 = %27, %iterArg_42 = %23, %iterArg_43 = %24) : tensor<6x3x8xf32>, tensor<6x3x5xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<8x32xf32>, tensor<i32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>
    cond {
      %c_44 = stablehlo.constant dense<6> : tensor<i32>
      %29 = stablehlo.compare LT, %iterArg_38, %c_44, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %29 : tensor<i1>
    } do {
      %c_44 = stablehlo.constant dense<6> : tensor<i32>
      %29 = stablehlo.subtract %c_44, %iterArg_38 : tensor<i32>
      %c_45 = stablehlo.constant dense<1> : tensor<i32>
      %30 = stablehlo.subtract %29, %c_45 : tensor<i32>
      %31 = func.call @dynamic_index_in_dim_1(%iterArg, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %32 = func.call @dynamic_index_in_dim(%iterArg_24, %30) : (tensor<6x3x5xf32>, tensor<i32>) -> tensor<3x5xf32>
      %33 = func.call @dynamic_index_in_dim_1(%iterArg_25, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %34 = func.call @dynamic_index_in_dim_1(%iterArg_26, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %35 = func.call @dynamic_index_in_dim_1(%iterArg_27, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %36 = func.call @dynamic_index_in_dim_1(%iterArg_28, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %37 = func.call @dynamic_index_in_dim_1(%iterArg_29, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %38 = func.call @dynamic_index_in_dim_1(%iterArg_30, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %39 = func.call @dynamic_index_in_dim_1(%iterArg_31, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %40 = func.call @dynamic_index_in_dim_1(%iterArg_32, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %41 = func.call @dynamic_index_in_dim_1(%iterArg_33, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %42 = func.call @dynamic_index_in_dim_1(%iterArg_34, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %43 = func.call @dynamic_index_in_dim_1(%iterArg_35, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %44 = func.call @dynamic_index_in_dim_1(%iterArg_36, %30) : (tensor<6x3x8xf32>, tensor<i32>) -> tensor<3x8xf32>
      %45:5 = func.call @closed_call_2(%iterArg_37, %iterArg_39, %iterArg_40, %iterArg_41, %iterArg_42, %iterArg_43, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44) : (tensor<8x32xf32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x5xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> (tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>)
      %c_46 = stablehlo.constant dense<1> : tensor<i32>
      %46 = stablehlo.add %iterArg_38, %c_46 : tensor<i32>
      stablehlo.return %iterArg, %iterArg_24, %iterArg_25, %iterArg_26, %iterArg_27, %iterArg_28, %iterArg_29, %iterArg_30, %iterArg_31, %iterArg_32, %iterArg_33, %iterArg_34, %iterArg_35, %iterArg_36, %iterArg_37, %46, %45#0, %45#1, %45#2, %45#3, %45#4 : tensor<6x3x8xf32>, tensor<6x3x5xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<6x3x8xf32>, tensor<8x32xf32>, tensor<i32>, tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>
    }
    return %2#7, %2#6, %28#18, %28#17, %28#16 : tensor<6x3x8xf32>, tensor<3x8xf32>, tensor<32xf32>, tensor<8x32xf32>, tensor<5x32xf32>
  }
  func.func private @dynamic_index_in_dim(%arg0: tensor<6x3x5xf32>, %arg1: tensor<i32>) -> tensor<3x5xf32> {
    %c = stablehlo.constant dense<0> : tensor<i32>
    %c_0 = stablehlo.constant dense<0> : tensor<i32>
    %0 = stablehlo.dynamic_slice %arg0, %arg1, %c, %c_0, sizes = [1, 3, 5] : (tensor<6x3x5xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x3x5xf32>
    %1 = stablehlo.reshape %0 : (tensor<1x3x5xf32>) -> tensor<3x5xf32>
    return %1 : tensor<3x5xf32>
  }
  func.func private @closed_call(%arg0: tensor<5x32xf32>, %arg1: tensor<8x32xf32>, %arg2: tensor<32xf32>, %arg3: tensor<3x8xf32>, %arg4: tensor<3x8xf32>, %arg5: tensor<3x5xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) {
    %0 = stablehlo.dot_general %arg5, %arg0, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<3x5xf32>, tensor<5x32xf32>) -> tensor<3x32xf32>
    %1 = stablehlo.dot_general %arg3, %arg1, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<3x8xf32>, tensor<8x32xf32>) -> tensor<3x32xf32>
    %2 = stablehlo.add %0, %1 : tensor<3x32xf32>
    %3 = stablehlo.broadcast_in_dim %arg2, dims = [1] : (tensor<32xf32>) -> tensor<1x32xf32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [0, 1] : (tensor<1x32xf32>) -> tensor<3x32xf32>
    %5 = stablehlo.add %2, %4 : tensor<3x32xf32>
    %6 = stablehlo.slice %5 [0:3, 0:8] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %7 = stablehlo.slice %5 [0:3, 8:16] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %8 = stablehlo.slice %5 [0:3, 16:24] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %9 = stablehlo.slice %5 [0:3, 24:32] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %10 = stablehlo.negate %7 : tensor<3x8xf32>
    %11 = stablehlo.exponential %10 : tensor<3x8xf32>
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %12 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %13 = stablehlo.add %12, %11 : tensor<3x8xf32>
    %cst_0 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %14 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %15 = stablehlo.divide %14, %13 : tensor<3x8xf32>
    %16 = stablehlo.multiply %15, %arg4 : tensor<3x8xf32>
    %17 = stablehlo.negate %6 : tensor<3x8xf32>
    %18 = stablehlo.exponential %17 : tensor<3x8xf32>
    %cst_1 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %19 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %20 = stablehlo.add %19, %18 : tensor<3x8xf32>
    %cst_2 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %21 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %22 = stablehlo.divide %21, %20 : tensor<3x8xf32>
    %23 = stablehlo.tanh %8 : tensor<3x8xf32>
    %24 = stablehlo.multiply %22, %23 : tensor<3x8xf32>
    %25 = stablehlo.add %16, %24 : tensor<3x8xf32>
    %26 = stablehlo.negate %9 : tensor<3x8xf32>
    %27 = stablehlo.exponential %26 : tensor<3x8xf32>
    %cst_3 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %28 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %29 = stablehlo.add %28, %27 : tensor<3x8xf32>
    %cst_4 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %30 = stablehlo.broadcast_in_dim %cst_4, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %31 = stablehlo.divide %30, %29 : tensor<3x8xf32>
    %32 = stablehlo.tanh %25 : tensor<3x8xf32>
    %33 = stablehlo.multiply %31, %32 : tensor<3x8xf32>
    return %33, %25, %33 : tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>
  }
  func.func private @dynamic_update_index_in_dim(%arg0: tensor<6x3x8xf32>, %arg1: tensor<3x8xf32>, %arg2: tensor<i32>) -> tensor<6x3x8xf32> {
    %0 = stablehlo.broadcast_in_dim %arg1, dims = [1, 2] : (tensor<3x8xf32>) -> tensor<1x3x8xf32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %c_0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.dynamic_update_slice %arg0, %0, %arg2, %c, %c_0 : (tensor<6x3x8xf32>, tensor<1x3x8xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<6x3x8xf32>
    return %1 : tensor<6x3x8xf32>
  }
  func.func private @closed_call_0(%arg0: tensor<5x32xf32>, %arg1: tensor<8x32xf32>, %arg2: tensor<1x32xf32>, %arg3: tensor<3x8xf32>, %arg4: tensor<3x8xf32>, %arg5: tensor<3x5xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) {
    %0 = stablehlo.dot_general %arg5, %arg0, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<3x5xf32>, tensor<5x32xf32>) -> tensor<3x32xf32>
    %1 = stablehlo.dot_general %arg3, %arg1, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<3x8xf32>, tensor<8x32xf32>) -> tensor<3x32xf32>
    %2 = stablehlo.add %0, %1 : tensor<3x32xf32>
    %3 = stablehlo.broadcast_in_dim %arg2, dims = [0, 1] : (tensor<1x32xf32>) -> tensor<3x32xf32>
    %4 = stablehlo.add %2, %3 : tensor<3x32xf32>
    %5 = stablehlo.slice %4 [0:3, 0:8] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %6 = stablehlo.slice %4 [0:3, 8:16] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %7 = stablehlo.slice %4 [0:3, 16:24] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %8 = stablehlo.slice %4 [0:3, 24:32] : (tensor<3x32xf32>) -> tensor<3x8xf32>
    %9 = stablehlo.negate %6 : tensor<3x8xf32>
    %10 = stablehlo.exponential %9 : tensor<3x8xf32>
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %11 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %12 = stablehlo.add %11, %10 : tensor<3x8xf32>
    %cst_0 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %13 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %14 = stablehlo.divide %13, %12 : tensor<3x8xf32>
    %cst_1 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %15 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %16 = stablehlo.subtract %15, %14 : tensor<3x8xf32>
    %17 = stablehlo.multiply %14, %16 : tensor<3x8xf32>
    %18 = stablehlo.multiply %14, %arg4 : tensor<3x8xf32>
    %19 = stablehlo.negate %5 : tensor<3x8xf32>
    %20 = stablehlo.exponential %19 : tensor<3x8xf32>
    %cst_2 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %21 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %22 = stablehlo.add %21, %20 : tensor<3x8xf32>
    %cst_3 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %23 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %24 = stablehlo.divide %23, %22 : tensor<3x8xf32>
    %cst_4 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %25 = stablehlo.broadcast_in_dim %cst_4, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %26 = stablehlo.subtract %25, %24 : tensor<3x8xf32>
    %27 = stablehlo.multiply %24, %26 : tensor<3x8xf32>
    %28 = stablehlo.tanh %7 : tensor<3x8xf32>
    %cst_5 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %29 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %30 = stablehlo.subtract %29, %28 : tensor<3x8xf32>
    %31 = stablehlo.multiply %24, %28 : tensor<3x8xf32>
    %32 = stablehlo.add %18, %31 : tensor<3x8xf32>
    %33 = stablehlo.negate %8 : tensor<3x8xf32>
    %34 = stablehlo.exponential %33 : tensor<3x8xf32>
    %cst_6 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %35 = stablehlo.broadcast_in_dim %cst_6, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %36 = stablehlo.add %35, %34 : tensor<3x8xf32>
    %cst_7 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %37 = stablehlo.broadcast_in_dim %cst_7, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %38 = stablehlo.divide %37, %36 : tensor<3x8xf32>
    %cst_8 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %39 = stablehlo.broadcast_in_dim %cst_8, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %40 = stablehlo.subtract %39, %38 : tensor<3x8xf32>
    %41 = stablehlo.multiply %38, %40 : tensor<3x8xf32>
    %42 = stablehlo.tanh %32 : tensor<3x8xf32>
    %cst_9 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %43 = stablehlo.broadcast_in_dim %cst_9, dims = [] : (tensor<f32>) -> tensor<3x8xf32>
    %44 = stablehlo.subtract %43, %42 : tensor<3x8xf32>
    %45 = stablehlo.multiply %38, %42 : tensor<3x8xf32>
    return %45, %32, %45, %arg3, %17, %arg4, %14, %27, %28, %30, %24, %41, %42, %44, %38 : tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>
  }
  func.func private @dynamic_index_in_dim_1(%arg0: tensor<6x3x8xf32>, %arg1: tensor<i32>) -> tensor<3x8xf32> {
    %c = stablehlo.constant dense<0> : tensor<i32>
    %c_0 = stablehlo.constant dense<0> : tensor<i32>
    %0 = stablehlo.dynamic_slice %arg0, %arg1, %c, %c_0, sizes = [1, 3, 8] : (tensor<6x3x8xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x3x8xf32>
    %1 = stablehlo.reshape %0 : (tensor<1x3x8xf32>) -> tensor<3x8xf32>
    return %1 : tensor<3x8xf32>
  }
  func.func private @closed_call_2(%arg0: tensor<8x32xf32>, %arg1: tensor<5x32xf32>, %arg2: tensor<8x32xf32>, %arg3: tensor<32xf32>, %arg4: tensor<3x8xf32>, %arg5: tensor<3x8xf32>, %arg6: tensor<3x8xf32>, %arg7: tensor<3x5xf32>, %arg8: tensor<3x8xf32>, %arg9: tensor<3x8xf32>, %arg10: tensor<3x8xf32>, %arg11: tensor<3x8xf32>, %arg12: tensor<3x8xf32>, %arg13: tensor<3x8xf32>, %arg14: tensor<3x8xf32>, %arg15: tensor<3x8xf32>, %arg16: tensor<3x8xf32>, %arg17: tensor<3x8xf32>, %arg18: tensor<3x8xf32>, %arg19: tensor<3x8xf32>) -> (tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>) {
    %0 = stablehlo.add %arg4, %arg6 : tensor<3x8xf32>
    %1 = stablehlo.multiply %arg19, %0 : tensor<3x8xf32>
    %2 = stablehlo.multiply %0, %arg17 : tensor<3x8xf32>
    %3 = stablehlo.multiply %1, %arg18 : tensor<3x8xf32>
    %4 = stablehlo.add %arg5, %3 : tensor<3x8xf32>
    %5 = stablehlo.multiply %3, %arg17 : tensor<3x8xf32>
    %6 = stablehlo.add %4, %5 : tensor<3x8xf32>
    %7 = stablehlo.multiply %2, %arg16 : tensor<3x8xf32>
    %8 = stablehlo.multiply %arg15, %6 : tensor<3x8xf32>
    %9 = stablehlo.multiply %6, %arg13 : tensor<3x8xf32>
    %10 = stablehlo.multiply %8, %arg14 : tensor<3x8xf32>
    %11 = stablehlo.multiply %10, %arg13 : tensor<3x8xf32>
    %12 = stablehlo.add %10, %11 : tensor<3x8xf32>
    %13 = stablehlo.multiply %9, %arg12 : tensor<3x8xf32>
    %14 = stablehlo.multiply %arg11, %6 : tensor<3x8xf32>
    %15 = stablehlo.multiply %6, %arg10 : tensor<3x8xf32>
    %16 = stablehlo.multiply %15, %arg9 : tensor<3x8xf32>
    %17 = stablehlo.concatenate %13, %16, %12, %7, dim = 1 : (tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>, tensor<3x8xf32>) -> tensor<3x32xf32>
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %18 = stablehlo.reduce(%17 init: %cst) applies stablehlo.add across dimensions = [0] : (tensor<3x32xf32>, tensor<f32>) -> tensor<32xf32>
    %19 = stablehlo.reshape %18 : (tensor<32xf32>) -> tensor<1x32xf32>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %20 = stablehlo.reduce(%19 init: %cst_0) applies stablehlo.add across dimensions = [0] : (tensor<1x32xf32>, tensor<f32>) -> tensor<32xf32>
    %21 = stablehlo.add %arg3, %20 : tensor<32xf32>
    %22 = stablehlo.dot_general %17, %arg8, contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT] : (tensor<3x32xf32>, tensor<3x8xf32>) -> tensor<32x8xf32>
    %23 = stablehlo.transpose %22, dims = [1, 0] : (tensor<32x8xf32>) -> tensor<8x32xf32>
    %24 = stablehlo.add %arg2, %23 : tensor<8x32xf32>
    %25 = stablehlo.dot_general %17, %arg0, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<3x32xf32>, tensor<8x32xf32>) -> tensor<3x8xf32>
    %26 = stablehlo.dot_general %17, %arg7, contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT] : (tensor<3x32xf32>, tensor<3x5xf32>) -> tensor<32x5xf32>
    %27 = stablehlo.transpose %26, dims = [1, 0] : (tensor<32x5xf32>) -> tensor<5x32xf32>
    %28 = stablehlo.add %arg1, %27 : tensor<5x32xf32>
    return %28, %24, %21, %25, %14 : tensor<5x32xf32>, tensor<8x32xf32>, tensor<32xf32>, tensor<3x8xf32>, tensor<3x8xf32>
  }
}

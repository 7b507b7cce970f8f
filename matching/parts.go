package matching

import "github.com/fairmatch/fairmatch/fair"

// full is the value of a part that could not be better.
const full = 10000

// verdict is what a part comes to for a pair, 0 … full, and which sentence says so.
type verdict struct {
	value   int32
	says    saying
	unknown bool // a fact is not stated; value is the prior
	open    bool // and a requirement hangs on it: at most possible
}

// Values for what is not stated and for what is not asked for: a pair of which nothing
// but the goods is known is possible, not strong.
const (
	prior    = 4500
	notAsked = 6000
)

func unstated(s saying) verdict { return verdict{value: prior, says: s, unknown: true} }

// part is one line of a side's score: its weight in hundredths by trade, and its
// judge. most bounds what the judge can say about a post whatever the
// other is; a nil one bounds nothing.
type part struct {
	name     string
	side     fair.Side
	goods    int32
	services int32
	judge    func(pr *pair) verdict
	mostO    func(*supply) int32
	mostD    func(*wants) int32
}

// pair is what the judges look at: one offer, one demand, a fair's facts.
type pair struct {
	o     *supply
	d     *wants
	today day
	duty  *duties
}

// parts is the fixed order of reasons: the buyer's, then the supplier's. The first of
// each side is the product part, which is judged by features. Weights follow what
// decides at fairs; a line of that list that names several things is split:
//
//	buyer, goods      kind of supplier, territory 12: 7 + 5; capacity, lead time 5: 2 + 3;
//	                  language, sample at the stand 5: 3 + 2
//	supplier, goods   verified purchasing role, budget 25: 15 + 10;
//	                  channel, territory 20: channel 8, purpose 4, territory 8
//	buyer, services   way of delivery, language, time zone 15: all to the language, of
//	                  the others posts say nothing
//
// Nobody has written down what decides for a supplier of services: the parts are those
// of goods, with what an order's volume weighs given to budget, territory and language.
var parts = []part{
	{name: "product", side: fair.DemandSide, goods: 4000, services: 4000},
	{"meaning", fair.DemandSide, 0, 0, judgeMeaning, mostMeaningO, mostMeaningD},
	{"certificates", fair.DemandSide, 1800, 2000, judgeCertificates, nil, mostCertificates},
	{"supplier_kind", fair.DemandSide, 700, 0, judgeKind, nil, mostKind},
	{"territory", fair.DemandSide, 500, 0, judgeTerritory, nil, mostTerritory},
	{"quantity", fair.DemandSide, 1000, 0, judgeQuantity, mostQuantityO, mostQuantityD},
	{"price", fair.DemandSide, 700, 1200, judgePrice, mostPriceO, mostPriceD},
	{"capacity", fair.DemandSide, 200, 0, judgeCapacity, mostCapacityO, mostCapacityD},
	{"lead_time", fair.DemandSide, 300, 800, judgeLead, mostLeadO, mostLeadD},
	{"language", fair.DemandSide, 300, 1500, judgeLanguage, mostLanguageO, mostLanguageD},
	{"samples", fair.DemandSide, 200, 0, judgeSamples, nil, mostSamples},
	{"tariff", fair.DemandSide, 200, 0, judgeTariff, mostTariffO, mostTariffD},
	{"incoterm", fair.DemandSide, 100, 0, judgeIncoterm, mostIncotermO, mostIncotermD},
	{"rights", fair.DemandSide, 0, 500, judgeRights, mostRights, nil},
	{name: "product", side: fair.OfferSide, goods: 2500, services: 2500},
	{"meaning", fair.OfferSide, 0, 0, judgeMeaning, mostMeaningO, mostMeaningD},
	{"buyer", fair.OfferSide, 1500, 1500, judgeBuyer, nil, mostBuyer},
	{"budget", fair.OfferSide, 1000, 2000, judgeBudget, nil, mostBudget},
	{"channel", fair.OfferSide, 800, 500, judgeChannel, nil, nil},
	{"purpose", fair.OfferSide, 400, 500, judgePurpose, nil, mostPurpose},
	{"territory", fair.OfferSide, 800, 1000, judgeTerritory, nil, mostTerritory},
	{"volume", fair.OfferSide, 1500, 0, judgeVolume, mostVolumeO, mostVolumeD},
	{"market", fair.OfferSide, 1000, 1000, judgeMarket, nil, mostMarket},
	{"language", fair.OfferSide, 500, 1000, judgeLanguage, mostLanguageO, mostLanguageD},
}

// known bounds a part that needs a fact: without it there is the prior.
func known(yes bool) int32 {
	if yes {
		return full
	}
	return prior
}

// wished bounds a part that counts in full only where the demand asks for it.
func wished(asks bool) int32 {
	if asks {
		return full
	}
	return notAsked
}

package matching

// saying is the sentence of a verdict; its key in the catalogs is sayingKeys[saying],
// to which the explanation may add what the sentence turns on.
type saying uint8

// The sentences.
const (
	certificatesNotAsked saying = iota
	certificatesUnknown
	certificatesHeld
	certificatesPartly
	kindAny
	kindAnyVerified
	kindUnknown
	kindWanted
	kindSaid
	kindOther
	territoryNotAsked
	territoryElsewhere
	exclusiveFree
	exclusiveSomewhere
	exclusiveNot
	territoryTaken
	territoryPartlyTaken
	takenSomewhere
	takenElsewhere
	takenOtherChannel
	exclusiveUnknown
	territoryUnknown
	territoryShared
	quantityUnknown
	firstUnknown
	moqUnknown
	quantityApart
	moqMet
	moqShort
	moqAboveYear
	budgetCovers
	budgetBelow
	volumeUnknown
	volumeApart
	annualUnknown
	capacityUnknown
	capacityApart
	capacityEnough
	capacityShort
	limitUnknown
	priceUnknown
	rateMissing
	priceApart
	priceTerms
	priceWithin
	priceFloor
	priceAbove
	dateUnknown
	leadUnknown
	leadInTime
	leadLate
	languageUnknown
	languageShared
	languageNone
	samplesNotAsked
	samplesReady
	samplesNone
	samplesUnknown
	originUnknown
	destinationUnknown
	tariffHome
	tariffPreference
	tariffNone
	incotermUnknown
	incotermShared
	incotermApart
	rightsStated
	rightsUnknown
	buyerVerified
	buyerHosted
	buyerRegistered
	buyerUnverified
	buyerDoubtful
	budgetStated
	ceilingStated
	budgetUnknown
	channelUnknown
	channelShared
	channelOther
	purposeUnknown
	purposeStated
	volumeGood
	volumeSmall
	marketServed
	marketUsual
	marketNew
	marketUnserved
	marketUnknown
	meaningNear
	meaningFar
	meaningUnknown
)

var sayingKeys = [...]string{
	certificatesNotAsked: "reason.certificates_not_asked",
	certificatesUnknown:  "reason.certificates_unknown",
	certificatesHeld:     "reason.certificates_held",
	certificatesPartly:   "reason.certificates_partly",
	kindAny:              "reason.kind_any",
	kindAnyVerified:      "reason.kind_any_verified",
	kindUnknown:          "reason.kind_unknown",
	kindWanted:           "reason.kind_wanted",
	kindSaid:             "reason.kind_said",
	kindOther:            "reason.kind_other",
	territoryNotAsked:    "reason.territory_not_asked",
	territoryElsewhere:   "reason.territory_elsewhere",
	exclusiveFree:        "reason.exclusive_free",
	exclusiveSomewhere:   "reason.exclusive_somewhere",
	exclusiveNot:         "reason.exclusive_not",
	territoryTaken:       "reason.territory_taken",
	territoryPartlyTaken: "reason.territory_partly_taken",
	takenSomewhere:       "reason.taken_somewhere",
	takenElsewhere:       "reason.taken_elsewhere",
	takenOtherChannel:    "reason.taken_other_channel",
	exclusiveUnknown:     "reason.exclusive_unknown",
	territoryUnknown:     "reason.territory_unknown",
	territoryShared:      "reason.territory_shared",
	quantityUnknown:      "reason.quantity_unknown",
	firstUnknown:         "reason.first_unknown",
	moqUnknown:           "reason.moq_unknown",
	quantityApart:        "reason.quantity_apart",
	moqMet:               "reason.moq_met",
	moqShort:             "reason.moq_short",
	moqAboveYear:         "reason.moq_above_year",
	budgetCovers:         "reason.budget_covers",
	budgetBelow:          "reason.budget_below",
	volumeUnknown:        "reason.volume_unknown",
	volumeApart:          "reason.volume_apart",
	annualUnknown:        "reason.annual_unknown",
	capacityUnknown:      "reason.capacity_unknown",
	capacityApart:        "reason.capacity_apart",
	capacityEnough:       "reason.capacity_enough",
	capacityShort:        "reason.capacity_short",
	limitUnknown:         "reason.limit_unknown",
	priceUnknown:         "reason.price_unknown",
	rateMissing:          "reason.rate_missing",
	priceApart:           "reason.price_apart",
	priceTerms:           "reason.price_terms",
	priceWithin:          "reason.price_within",
	priceFloor:           "reason.price_floor",
	priceAbove:           "reason.price_above",
	dateUnknown:          "reason.date_unknown",
	leadUnknown:          "reason.lead_unknown",
	leadInTime:           "reason.lead_in_time",
	leadLate:             "reason.lead_late",
	languageUnknown:      "reason.language_unknown",
	languageShared:       "reason.language_shared",
	languageNone:         "reason.language_none",
	samplesNotAsked:      "reason.samples_not_asked",
	samplesReady:         "reason.samples_ready",
	samplesNone:          "reason.samples_none",
	samplesUnknown:       "reason.samples_unknown",
	originUnknown:        "reason.origin_unknown",
	destinationUnknown:   "reason.destination_unknown",
	tariffHome:           "reason.tariff_home",
	tariffPreference:     "reason.tariff_preference",
	tariffNone:           "reason.tariff_none",
	incotermUnknown:      "reason.incoterm_unknown",
	incotermShared:       "reason.incoterm_shared",
	incotermApart:        "reason.incoterm_apart",
	rightsStated:         "reason.rights_stated",
	rightsUnknown:        "reason.rights_unknown",
	buyerVerified:        "reason.buyer_verified",
	buyerHosted:          "reason.buyer_hosted",
	buyerRegistered:      "reason.buyer_registered",
	buyerUnverified:      "reason.buyer_unverified",
	buyerDoubtful:        "reason.buyer_doubtful",
	budgetStated:         "reason.budget_stated",
	ceilingStated:        "reason.ceiling_stated",
	budgetUnknown:        "reason.budget_unknown",
	channelUnknown:       "reason.channel_unknown",
	channelShared:        "reason.channel_shared",
	channelOther:         "reason.channel_other",
	purposeUnknown:       "reason.purpose_unknown",
	purposeStated:        "reason.purpose_stated",
	volumeGood:           "reason.volume_good",
	volumeSmall:          "reason.volume_small",
	marketServed:         "reason.market_served",
	marketUsual:          "reason.market_usual",
	marketNew:            "reason.market_new",
	marketUnserved:       "reason.market_unserved",
	marketUnknown:        "reason.market_unknown",
	meaningNear:          "reason.meaning_near",
	meaningFar:           "reason.meaning_far",
	meaningUnknown:       "reason.meaning_unknown",
}

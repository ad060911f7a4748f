"""One presenter per screen: the kiosk's outlook and touches in, one frozen state out."""

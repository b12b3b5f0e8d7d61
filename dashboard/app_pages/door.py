"""What a reader sees who may not read: a button to sign in, and not one word of the data."""

import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard.words import t


def show(lang: str) -> None:
    """Offer to sign in; who has signed in and is not on the list is told so."""
    st.title(t("gate_title", lang))
    if st.user.to_dict().get("is_logged_in") is True:
        st.warning(t("gate_unknown", lang))
    if st.button(t("gate_enter", lang), key="enter"):
        try:
            st.login()
        except StreamlitAPIException:  # no provider in secrets.toml, or Authlib is not installed
            st.error(t("gate_broken", lang))

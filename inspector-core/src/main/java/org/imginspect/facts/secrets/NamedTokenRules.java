package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;

/** Services whose tokens are plain hexadecimal or alphanumeric text: the name that is assigned to tells them. */
final class NamedTokenRules {
    private static final int UUID = 36;

    private final List<SecretRule> rules = new ArrayList<>();

    private NamedTokenRules() {}

    static List<SecretRule> all() {
        NamedTokenRules all = new NamedTokenRules();
        all.clouds();
        all.services();
        return all.rules;
    }

    private void add(String kind, Alphabet alphabet, int least, int most, String... names) {
        for (String name : names) {
            rules.add(new NamedTokenRule(kind, name, alphabet, least, most));
        }
    }

    private void clouds() {
        add("API token (Cloudflare)", Alphabet.BASE64URL, 37, 53, "cloudflare", "cf_api_");
        add("token (Hetzner Cloud)", Alphabet.ALPHANUMERIC, 64, 64, "hcloud", "hetzner");
        add("token (Linode)", Alphabet.LOWER_HEX, 64, 64, "linode");
        add("API key (Vultr)", Alphabet.UPPER_ALPHANUMERIC, 36, 36, "vultr");
        add("secret key (Scaleway)", Alphabet.UUID, UUID, UUID, "scaleway", "scw_");
        add("application secret (OVHcloud)", Alphabet.ALPHANUMERIC, 32, 32, "ovh_");
        add("API key (Heroku)", Alphabet.UUID, UUID, UUID, "heroku");
        add("secret key (Alibaba Cloud)", Alphabet.ALPHANUMERIC, 30, 30, "alibaba", "alicloud", "aliyun");
        add("secret key (Tencent Cloud)", Alphabet.ALPHANUMERIC, 32, 32, "tencent");
        add("API key (IBM Cloud)", Alphabet.BASE64URL, 44, 44, "ibmcloud", "ibm_cloud", "bluemix");
        add("secret (Exoscale)", Alphabet.BASE64URL, 40, 50, "exoscale");
        add("key (Backblaze B2)", Alphabet.BASE64, 31, 31, "b2_application_key", "b2_account_key", "backblaze");
        add("secret (Selectel)", Alphabet.LOWER_ALPHANUMERIC, 32, 64, "selectel");
        add("token (Netlify)", Alphabet.BASE64URL, 40, 46, "netlify");
        add("token (Vercel)", Alphabet.ALPHANUMERIC, 24, 24, "vercel");
        add("token (HashiCorp Consul)", Alphabet.UUID, UUID, UUID, "consul_http_token", "consul_token", "nomad_token");
    }

    private void services() {
        add("key (Datadog)", Alphabet.LOWER_HEX, 32, 40, "datadog", "dd_api_key", "dd_app_key");
        add("auth token (Twilio)", Alphabet.LOWER_HEX, 32, 32, "twilio");
        add("API key (Twilio)", Alphabet.of("0-9a-fSK"), 34, 34, "twilio");
        add("API key (Mailgun)", Alphabet.of("0-9a-fkey-"), 32, 50, "mailgun");
        add("API key (Mailchimp)", Alphabet.of("0-9a-fus-"), 35, 37, "mailchimp");
        add("token (Fastly)", Alphabet.BASE64URL, 32, 32, "fastly");
        add("admin key (Algolia)", Alphabet.LOWER_HEX, 32, 32, "algolia");
        add("token (Okta)", Alphabet.BASE64URL, 42, 42, "okta");
        add("token (Telegram bot)", Alphabet.of("0-9A-Za-z:_-"), 43, 52, "telegram", "tg_bot");
        add("token (Discord bot)", Alphabet.DOTTED, 59, 80, "discord");
        add("secret (Discord)", Alphabet.BASE64URL, 32, 32, "discord");
        add("token (Sentry)", Alphabet.LOWER_HEX, 64, 64, "sentry");
        add("token (Snyk)", Alphabet.UUID, UUID, UUID, "snyk");
        add("token (Codecov)", Alphabet.UUID, UUID, UUID, "codecov");
        add("token (CircleCI)", Alphabet.LOWER_HEX, 40, 40, "circleci", "circle_token");
        add("token (Travis CI)", Alphabet.BASE64URL, 22, 22, "travis");
        add("key (PagerDuty)", Alphabet.of("0-9A-Za-z_+-"), 20, 32, "pagerduty");
        add("token (Rollbar)", Alphabet.LOWER_HEX, 32, 32, "rollbar");
        add("token (Logz.io, Loggly)", Alphabet.UUID, UUID, UUID, "loggly");
        add("key (Zendesk)", Alphabet.ALPHANUMERIC, 40, 40, "zendesk");
        add("secret (Asana)", Alphabet.LOWER_ALPHANUMERIC, 32, 32, "asana");
        add("secret (Facebook)", Alphabet.LOWER_HEX, 32, 32, "facebook");
        add("secret (Twitter)", Alphabet.ALPHANUMERIC, 35, 50, "twitter");
        add("secret (Twitch)", Alphabet.LOWER_ALPHANUMERIC, 30, 30, "twitch");
        add("secret (Spotify)", Alphabet.LOWER_HEX, 32, 32, "spotify");
        add("secret (LinkedIn)", Alphabet.ALPHANUMERIC, 16, 16, "linkedin");
        add("secret (Dropbox)", Alphabet.DOTTED, 15, 15, "dropbox");
        add("token (Mattermost)", Alphabet.LOWER_ALPHANUMERIC, 26, 26, "mattermost");
        add("token (Jira)", Alphabet.ALPHANUMERIC, 24, 24, "jira", "confluence", "atlassian");
        add("token (Jenkins)", Alphabet.LOWER_HEX, 34, 34, "jenkins");
        add("key (Razorpay)", Alphabet.ALPHANUMERIC, 24, 24, "razorpay");
        add("token (LaunchDarkly)", Alphabet.BASE64URL, 40, 40, "launchdarkly");
        add("token (ngrok)", Alphabet.WORD, 40, 60, "ngrok");
        add("API key (OpenAI)", Alphabet.ALPHANUMERIC, 51, 51, "openai");
        add("API key (Mistral)", Alphabet.ALPHANUMERIC, 32, 32, "mistral");
        add("API key (Cohere)", Alphabet.ALPHANUMERIC, 40, 40, "cohere");
        add("API key (DeepSeek)", Alphabet.of("0-9a-fsk-"), 35, 35, "deepseek");
        add("key (Bitfinex, Binance)", Alphabet.ALPHANUMERIC, 64, 64, "binance");
        add("token (Zabbix)", Alphabet.LOWER_HEX, 64, 64, "zabbix");
        add("token (InfluxDB)", Alphabet.of("0-9A-Za-z_=-"), 86, 90, "influx");
    }
}

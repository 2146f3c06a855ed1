"""The passwords that are tried first, as lists of leaked ones name them: letters and digits only, in lower case.

A password is held against these with its signs, and with the digits at its end, left out.
"""

COMMON = frozenset(
    """
    password passwort motdepasse contrasena contraseña wachtwoord parola haslo senha passw0rd pa55word p4ssw0rd p4ssword
    passpass passwordpassword mypassword yourpassword newpassword oldpassword adminpassword rootpassword userpassword
    thepassword password1password changeme changemenow changethis changeit letmein letmeinnow letmeinplease welcome
    welcomehome welcomeback administrator adminadmin adminroot rootroot rootadmin superuser superadmin sysadmin
    testtest testtesttest testing testing123testing guestguest useruser demodemo default defaultpassword defaults
    iloveyou iloveyousomuch iloveyoubaby iloveyouforever iloveyou1iloveyou loveyou loveyouforever loveme lovelove
    sunshine sunshine1sunshine princess princessa dragon dragondragon monkey monkeymonkey football footballs baseball
    basketball soccer volleyball superman batman batmanbatman spiderman ironman starwars pokemon pikachu charizard
    minecraft fortnite roblox nintendo playstation xboxlive counterstrike leagueoflegends worldofwarcraft callofduty
    whatever whateverwhatever trustno1 trustnoone nothing nothingness secret secretsecret topsecret mysecret master
    mastermaster shadow shadowshadow michael michaeljackson jennifer jessica michelle elizabeth christina christopher
    alexander alexandra nicholas jonathan samantha stephanie charlotte mercedes ferrari corvette
    chevrolet harleydavidson
    liverpool liverpoolfc manchesterunited manutd chelsea chelseafc arsenal arsenalfc barcelona realmadrid juventus
    bayernmunich newyork newyorkcity london paris berlin amsterdam california australia germany america american
    computer computers internet google googlegoogle facebook instagram youtube microsoft windows apple samsung android
    qwerty qwertyqwerty qwertyuiop qwertyuiopasdfghjkl qwerty123456qwerty asdfasdf asdfghjkl asdfghasdfgh zxcvbnm
    zxcvbnmasdfghjkl 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedc qazwsxedcrfv
    q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq12wsxcde3 qwer1234qwer asdf1234asdf abcd1234abcd abc123abc123 a1b2c3d4e5
    123qwe123qwe 1234qwerasdf 123456789a 123456789q 1234567890q a123456789 q123456789 aa123456789 123123123123
    1231231231 1234512345 1212121212 1122334455 112233445566 0987654321 9876543210 1029384756 5555555555 121212121212
    12345678910 1234567891011 123454321 147258369 1472583690 159753456852 987654321 3141592653 31415926535 2718281828
    blink182blink trustme trustmenow access accesscode accessgranted opensesame abracadabra supercalifragilistic
    correcthorsebatterystaple hellohello helloworld helloworldhello goodmorning goodluck happyday happybirthday
    happiness jesuschrist jesusislord jesuslovesme godisgood godbless blessed forever foreverandever friendship
    bestfriend bestfriends butterfly butterflies strawberry chocolate cheesecake pineapple watermelon icecream
    safelight safelightsafelight stablediffusion darkroom studio studiostudio mystudio
    """.split()  # noqa: SIM905  a list of words reads better as text
)

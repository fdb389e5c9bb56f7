@echo off
rem Starts tf-saliency. JAVA_HOME chooses the Java, JAVA_OPTS passes options to it.
setlocal
set "APP_HOME=%~dp0.."
set "JAVA="
if defined JAVA_HOME goto home
for %%J in (java.exe) do set "JAVA=%%~$PATH:J"
if defined JAVA goto found
echo tf-saliency needs Java, and there is no program 'java.exe' on the PATH. 1>&2
goto advise
:home
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto found
echo JAVA_HOME is '%JAVA_HOME%', but there is no program 'bin\java.exe' in it. 1>&2
goto advise

:found
rem Every JDK has the file. A java.exe that an installer put elsewhere has none, and is tried as it is.
set "VERSION=17"
for %%D in ("%JAVA%\..\..") do set "RELEASE=%%~fD\release"
if exist "%RELEASE%" for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%RELEASE%"') do set "VERSION=%%~V"
for /f "delims=." %%M in ("%VERSION%") do set "MAJOR=%%M"
if %MAJOR% GEQ 17 goto start
echo tf-saliency needs Java 17 or later, and '%JAVA%' is Java %VERSION%. 1>&2
goto advise

:start
set "ACCESS=--enable-native-access=ALL-UNNAMED"
if %MAJOR% GEQ 23 set "ACCESS=%ACCESS% --sun-misc-unsafe-memory-access=allow"
if not defined TF_ENABLE_ONEDNN_OPTS set TF_ENABLE_ONEDNN_OPTS=1
if not defined JAVA_OPTS set "JAVA_OPTS=-XX:+UseSerialGC -Xmn64m"
if not defined TF_CPP_MIN_LOG_LEVEL set TF_CPP_MIN_LOG_LEVEL=2
if not defined TF_OVERRIDE_GLOBAL_THREADPOOL set TF_OVERRIDE_GLOBAL_THREADPOOL=1
"%JAVA%" %ACCESS% %JAVA_OPTS% -Djava.awt.headless=true "-Dtfsaliency.home=%APP_HOME%" -Dtfsaliency.terminal=true -cp "%APP_HOME%\lib\*" io.github.tfsaliency.cli.TfSaliency %*
exit /b %ERRORLEVEL%

:advise
echo Maybe install a Java 17 or later, 64 bit, and set JAVA_HOME to its folder. 1>&2
exit /b 1

@echo off
rem Starts tf-saliency. JAVA_HOME chooses the Java, JAVA_OPTS passes options to it.
setlocal
set "APP_HOME=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not defined TF_ENABLE_ONEDNN_OPTS set TF_ENABLE_ONEDNN_OPTS=1
if not defined JAVA_OPTS set "JAVA_OPTS=-XX:+UseSerialGC -Xmn64m"
if not defined TF_CPP_MIN_LOG_LEVEL set TF_CPP_MIN_LOG_LEVEL=2
if not defined TF_OVERRIDE_GLOBAL_THREADPOOL set TF_OVERRIDE_GLOBAL_THREADPOOL=1
"%JAVA%" %JAVA_OPTS% -Djava.awt.headless=true "-Dtfsaliency.home=%APP_HOME%" -Dtfsaliency.terminal=true -cp "%APP_HOME%\lib\*" io.github.tfsaliency.cli.TfSaliency %*
exit /b %ERRORLEVEL%
